# Needs only Python (3.10 to 3.12), pip and make. Everything else comes from the package registry, as uv.lock pins it.
PYTHON ?= python3
export UV_PYTHON_DOWNLOADS = never
ifneq ($(origin PYTHON), file)
export UV_PYTHON = $(PYTHON)
endif
export UV_PROJECT_ENVIRONMENT = .venv
UV = .uv/bin/uv
RUN = .venv/bin/python -m
SYNC = $(UV) sync --frozen --inexact --quiet

.PHONY: demo test lint bench samples train-demo train-models measure-demo measure-robustness clean
.DELETE_ON_ERROR:

demo: .venv/.base  ## subtitles and JSON for the samples, into demo-output/, and how right they are
	$(RUN) annotator run samples/signing -o demo-output --lang ko,en --overwrite --workers auto
	$(RUN) annotator evaluate demo-output --truth samples/signing -o demo-output

test: .venv/.all lint  ## everything that must hold
	$(RUN) pytest

lint: .venv/.all
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy

bench: .venv/.all  ## what docs/benchmarks.md reports
	$(RUN) benchmarks

samples: .venv/.all  ## renders samples/signing again, with truth and expected subtitles
	for script in samples/scripts/*.toml; do \
		$(RUN) samples.studio render $$script --expected -o samples/signing/$$(basename $$script .toml).mp4 || exit 1; done

# How the models ksl-words and ksl-letters were made; needs EGL (docs/studio.md) and hours.
SIGNERS ?= 28
STUDIO = build/studio
TRAIN = $(RUN) annotator train landmark-tcn $(STUDIO)/train --tune-decoding --epochs 80 --test-signers s026,s027 \
	--default --replace --licence Apache-2.0 \
	--caution 'Trained on rendered people; accuracy on real people is not known.' \
	--trained-on "MediaPipe's landmarks of films that samples/studio renders: signers, rooms, cameras and scripts by seed. The signs are simplified renderings." \
	--limits "Learnt from 22 rendered signers and measured on rendered ones only: mesh bodies that move by interpolation, without facial grammar, before plain rooms, facing the camera, hands in view. The signs are simplified renderings, not a reference for the language, and there are no others: a sign it does not know gives nothing or, worse, one that it knows. docs/models.md has its figures on 40 films of other signers, cameras and scripts."

train-demo: .venv/.all  ## renders signers, extracts their landmarks, trains ksl-words and ksl-letters
	$(RUN) samples.studio set train -o $(STUDIO)/train --count $(SIGNERS) --no-video
	$(RUN) samples.studio tokens words -o $(STUDIO)/words.json
	$(RUN) samples.studio tokens letters -o $(STUDIO)/letters.json
	$(TRAIN) -o models/ksl-words --tier words --tokens $(STUDIO)/words.json \
		--summary '24 Korean sign words, one and two hands (rendered signers).'
	$(TRAIN) -o models/ksl-letters --tier letters --tokens $(STUDIO)/letters.json --idle-ratio 1.5 \
		--summary 'The 31 signs of the Korean finger alphabet, joined to words (rendered signers).'

# The other models on films of signs; each learns from a folder of its own kind of films.
MODEL = --licence Apache-2.0 --replace --test-groups s115,s116 \
	--caution 'Trained on rendered people; accuracy on real people is not known.' \
	--trained-on "Films that samples/studio renders (set clips, 17 signers): signers, rooms, cameras and scripts by seed, and MediaPipe's landmarks of them. The signs are simplified renderings."

train-models: .venv/.all  ## renders more signers, trains ksl-words-lstm
	$(RUN) samples.studio set clips -o $(STUDIO)/clips --count 17 --landmarks
	$(RUN) samples.studio tokens words -o $(STUDIO)/words.json
	mkdir -p $(STUDIO)/of-words
	for film in $(STUDIO)/clips/*-words.* $(STUDIO)/clips/*-sentences.* $(STUDIO)/clips/*-idle.*; do ln -sf ../clips/$$(basename $$film) $(STUDIO)/of-words/; done
	$(RUN) annotator train landmark-lstm $(STUDIO)/of-words -o models/ksl-words-lstm --labels landmarks --tier words --tokens $(STUDIO)/words.json \
		--feature-set signing --rate 15 --window 21 --epochs 80 --patience 25 --batch 64 --plateau 10 --learning-rate 0.002 $(MODEL) \
		--summary '24 Korean sign words by an LSTM over hands and body (rendered signers).' \
		--limits "Learnt from 12 rendered signers and measured on rendered ones only, facing the camera, hands in view. ksl-words finds the same words better: this one shows the classic network on continuous signing."

measure-demo: .venv/.all  ## the figures of ksl-words and ksl-letters on 40 films of other signers
	$(RUN) samples.studio set test -o $(STUDIO)/test --count 40
	$(RUN) annotator run $(STUDIO)/test -o $(STUDIO)/found --overwrite --workers auto
	$(RUN) annotator evaluate $(STUDIO)/found --truth $(STUDIO)/test -o $(STUDIO)/found --per-video

measure-robustness: .venv/.all  ## the same at other frame rates and sizes, mirrored, with H.265
	$(RUN) samples.studio set robustness -o $(STUDIO)/robustness --count 4
	$(RUN) samples.studio variants $(STUDIO)/robustness -o $(STUDIO)/variants
	$(RUN) annotator run $(STUDIO)/variants -o $(STUDIO)/variants-found --overwrite --workers auto
	for way in $(STUDIO)/variants/*/; do echo $$way; \
		$(RUN) annotator evaluate $(STUDIO)/variants-found/$$(basename $$way) --truth $$way || exit 1; done

clean:
	rm -rf .venv .uv demo-output dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis

.uv/bin/uv:
	$(PYTHON) -m venv .uv
	.uv/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9'

.venv/.base: pyproject.toml uv.lock | .uv/bin/uv
	$(SYNC) --no-dev
	@touch $@

.venv/.all: pyproject.toml uv.lock | .uv/bin/uv
	$(SYNC) --all-extras --all-groups
	@touch $@ .venv/.base
