"""Taekwondo in the studio: poses as data, a performer in dobok, mats to stand on, drills with exact truth."""
