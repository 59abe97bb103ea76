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

.PHONY: demo test browser lint bench samples train-demo train-models measure-demo measure-robustness clean
.DELETE_ON_ERROR:

demo: .venv/.base  ## subtitles and JSON for the samples, into demo-output/, and how right they are
	$(RUN) annotator run samples/signing -o demo-output --lang ko,en -f srt,vtt,eaf,html --overwrite --workers auto
	$(RUN) annotator render samples/signing/인사.mp4 --annotations demo-output -o demo-output --how burn --overwrite
	$(RUN) annotator evaluate demo-output --truth samples/signing -o demo-output
	$(RUN) annotator run samples/sentences -o demo-output/sentences --lang ko,en --overwrite --model ksl-sentences-movinet
	$(RUN) annotator run samples/taekwondo -o demo-output/taekwondo --lang ko,en --overwrite --model taekwondo-poses
	$(RUN) annotator score samples/poomsae -o demo-output/poomsae --form auto --lang ko,en --overwrite --workers auto
	$(RUN) annotator evaluate ksl-words ksl-words-movinet ksl-words-crnn ksl-words-lstm samples/sentences --tier words \
		--workers auto -o demo-output/side-by-side

# Two processes at a time, a file of tests in one of them; numpy's threads would only wait for each other.
test: export OMP_NUM_THREADS = 1
test: export OPENBLAS_NUM_THREADS = 1
test: .venv/.all lint  ## everything that must hold
	$(RUN) pytest --numprocesses 2 --dist loadfile

# The tests of pages want Chromium with its driver; without it they are skipped, and pytest says so at its end.
browser:  ## Chromium, where Debian's packages can be had
	@(command -v chromium && command -v chromedriver) >/dev/null \
		|| timeout 600 sh -c 'apt-get update && apt-get install -y --no-install-recommends chromium chromium-driver' \
			>/dev/null 2>&1 \
		|| echo "no Chromium here, and no Debian packages: tests of pages will be skipped"

lint: .venv/.all
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy

bench: .venv/.all  ## what docs/benchmarks.md reports
	$(RUN) benchmarks

samples: .venv/.all  ## renders the samples again, with truth and expected subtitles
	for script in samples/scripts/*/*.toml; do \
		folder=samples/$$(basename $$(dirname $$script)); \
		$(RUN) samples.studio render $$script --expected -o $$folder/$$(basename $$script .toml).mp4 || exit 1; done

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

# The other models. Each learns from a folder of its own kind of films; nobody is in two parts of one.
FILMS = $(RUN) samples.studio set
MODEL = --licence Apache-2.0 --replace --caution 'Trained on rendered people; accuracy on real people is not known.'
RENDERED = Films that samples/studio renders: people, rooms, cameras and scripts by seed.
SIMPLE = The signs are simplified renderings, not a reference for the language.
ONLY = Learnt from rendered people and measured on rendered ones only, seen from the front.

TUNE = $(RUN) annotator models tune
# Whom the split of the set pictures gives to choose by (the cards say it): their films tune the decoding too.
VALIDATION = s200,s201,s208,s212,s221,s229,s230,s234,s242,s243

.PHONY: films train-lstm train-movinet train-sentences train-crnn train-alphabet train-poses

films: .venv/.all  ## renders what the other models learn from (an hour or two)
	$(FILMS) pictures -o $(STUDIO)/pictures --count 66
	$(FILMS) pictures -o $(STUDIO)/sentences --count 66 --kinds sentences
	$(FILMS) clips -o $(STUDIO)/sentences --count 14 --kinds sentences
	$(FILMS) clips -o $(STUDIO)/letters --count 24 --kinds letters --landmarks
	$(FILMS) poses -o $(STUDIO)/poses --count 50 --landmarks
	$(FILMS) clips -o $(STUDIO)/of-words --count 17 --kinds words,sentences,idle --landmarks
	for tier in words letters sentences poses; do $(RUN) samples.studio tokens $$tier -o $(STUDIO)/$$tier.json || exit 1; done

train-models: films train-lstm train-movinet train-sentences train-crnn train-alphabet train-poses  ## all of them (hours)

train-lstm: .venv/.all
	$(RUN) annotator train landmark-lstm $(STUDIO)/of-words -o models/ksl-words-lstm --labels landmarks --tier words --tokens $(STUDIO)/words.json \
		--feature-set signing --rate 15 --window 21 --epochs 80 --patience 25 --batch 64 --plateau 10 --learning-rate 0.002 --test-groups s115,s116 \
		$(MODEL) --trained-on "$(RENDERED) $(SIMPLE)" --summary '24 Korean sign words by an LSTM over hands and body (rendered signers).' \
		--limits "$(ONLY) ksl-words finds the same words better: this one shows the classic network on continuous signing."

train-movinet: .venv/.all
	$(RUN) annotator train movinet $(STUDIO)/pictures -o models/ksl-words-movinet --tier words --tokens $(STUDIO)/words.json \
		--width 64 --height 64 --rate 10 --window 12 --step 4 --stride 2 --batch 16 --learning-rate 0.002 --epochs 20 --anneal --mirror \
		--threads 1 --test-groups s262,s263,s264,s265 $(MODEL) --trained-on "$(RENDERED) $(SIMPLE)" \
		--summary '24 Korean sign words by moving pictures, without landmarks (rendered signers).' \
		--limits "$(ONLY) It sees clothes, walls and light as well as hands: other pictures than rendered ones are strange to it. Of other words than its 24 it knows nothing."
	$(TUNE) models/ksl-words-movinet $(STUDIO)/pictures --tier words --groups $(VALIDATION)

train-sentences: .venv/.all  # begins with what train-movinet has learnt
	$(RUN) annotator train movinet $(STUDIO)/sentences -o models/ksl-sentences-movinet --tier sentences --tokens $(STUDIO)/sentences.json \
		--pretrained models/ksl-words-movinet.training --background subtract \
		--width 64 --height 64 --rate 5 --window 25 --step 5 --stride 2 --windows 2 --batch 16 --learning-rate 0.001 --epochs 10 --anneal --mirror \
		--threads 1 --test-groups s258,s261,s264 $(MODEL) --trained-on "$(RENDERED) $(SIMPLE)" \
		--summary 'Eight whole Korean sign sentences by moving pictures, without landmarks (rendered signers).' \
		--limits "$(ONLY) It knows eight sentences as wholes and does not put words together: another sentence gives nothing or, worse, one of the eight."
	$(TUNE) models/ksl-sentences-movinet $(STUDIO)/sentences --tier sentences --groups s102,s110,s111,s228,s237

train-crnn: .venv/.all
	$(RUN) annotator train crnn $(STUDIO)/pictures -o models/ksl-words-crnn --tier words --tokens $(STUDIO)/words.json \
		--batch 16 --learning-rate 0.002 --epochs 40 --anneal --mirror \
		--threads 1 --test-groups s262,s263,s264,s265 $(MODEL) --trained-on "$(RENDERED) $(SIMPLE)" \
		--summary '24 Korean sign words by small moving pictures (rendered signers).' \
		--limits "$(ONLY) Its pictures are 64 pixels wide: it goes by where hands are and how they move, hardly by fingers."
	$(TUNE) models/ksl-words-crnn $(STUDIO)/pictures --tier words --groups $(VALIDATION)

train-alphabet: .venv/.all
	$(RUN) annotator train sign-alphabet $(STUDIO)/letters -o models/ksl-letters-cnn --tier letters --tokens $(STUDIO)/letters.json \
		--draw overlay --trail --colour rgb --size 36 --batch 32 --epochs 16 --anneal --threads 1 \
		--test-groups s122,s123 $(MODEL) --trained-on "$(RENDERED) $(SIMPLE)" \
		--summary 'The 31 signs of the Korean finger alphabet by pictures of the hand, joined to words (rendered signers).' \
		--limits "$(ONLY) ksl-letters finds the same letters better: this one shows the classic network of pictures."
	$(TUNE) models/ksl-letters-cnn $(STUDIO)/letters --tier letters --groups s104,s110,s116,s119

train-poses: .venv/.all
	$(RUN) annotator train pose-cnn $(STUDIO)/poses -o models/taekwondo-poses --tier poses --tokens $(STUDIO)/poses.json \
		--crop person --draw skeleton --trail --size 64 --alpha 0.35 --weights random --batch 32 --learning-rate 0.002 --epochs 40 --anneal \
		--rotation 8 --shift 0.08 --shear 0.08 --zoom 0.12 --dropout 0.3 --threads 1 --test-groups s348,s349 $(MODEL) --trained-on "$(RENDERED)" \
		--summary 'Taekwondo poses by the skeleton of the performer (rendered performers).' \
		--limits "$(ONLY) The performer is alone, whole in the picture. A pose is what is held; it says nothing of how well it is done."
	$(TUNE) models/taekwondo-poses $(STUDIO)/poses --tier poses --groups s302,s304,s311,s318,s320,s321,s334,s343

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
