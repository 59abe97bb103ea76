"""Plugins: the hooks they implement and the manager that loads them."""

from annotator.plugins.hookspecs import hookimpl, hookspec
from annotator.plugins.manager import BrokenPlugin, PluginInfo, Plugins, load_plugins

__all__ = ["BrokenPlugin", "PluginInfo", "Plugins", "hookimpl", "hookspec", "load_plugins"]
