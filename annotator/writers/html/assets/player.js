// The film: time, playing, frames, subtitles. Where it cannot be played, a clock of our own runs in its place.

// Browsers cut times to microseconds: a jump to where something begins must not end up right before it.
const JUST_AFTER = 5e-4;

class Player {
  constructor(video, model) {
    Object.assign(this, { video, model, isBroken: false, isRunning: false, own: 0, wanted: null, loop: null, listeners: [], speed: 1 });
    this.duration = model.duration;
    video.addEventListener("seeked", () => this.arrived());
    for (const event of ["play", "pause", "seeking", "seeked", "timeupdate", "ratechange", "ended"])
      video.addEventListener(event, () => this.changed());
    video.addEventListener("play", () => this.run());
    video.addEventListener("ratechange", () => (this.speed = video.playbackRate));
    video.addEventListener("error", () => this.fail());
    video.addEventListener("loadedmetadata", () => {
      if (!video.videoWidth) this.fail();
      else if (isNumber(video.duration)) this.duration = Math.max(model.duration, video.duration);
      this.changed();
    });
    this.addTracks();
    video.src = model.view.video;
  }

  get time() {
    return this.isBroken ? this.own : (this.wanted ?? this.video.currentTime);
  }

  get isPlaying() {
    return this.isBroken ? this.isRunning : !this.video.paused && !this.video.ended;
  }

  seek(time) {
    const to = clamp(time, 0, this.duration);
    if (this.isBroken) this.own = to;
    else this.go(Math.min(to + JUST_AFTER, this.video.duration || this.duration));
    this.changed();
  }

  // One jump at a time: those asked for while the film is still on its way are replaced by the last of them.
  go(time) {
    if (this.video.seeking) this.wanted = time;
    else this.video.currentTime = time;
  }

  arrived() {
    const { wanted } = this;
    this.wanted = null;
    if (wanted !== null) this.video.currentTime = wanted;
  }

  // To a frame before or after this one; its middle, so that no rounding shows a neighbour.
  step(count) {
    this.pause();
    const rate = this.model.rate || 30;
    const last = Math.max(Math.ceil(this.duration * rate - 1e-3) - 1, 0);
    this.seek((clamp(Math.floor(this.time * rate + 1e-3) + count, 0, last) + 0.5) / rate);
  }

  play() {
    if (!this.isBroken) {
      // Refused where the browser wants a gesture first; the film then simply stands.
      this.video.play().catch(() => this.changed());
      return;
    }
    if (this.own >= this.duration) this.own = 0;
    this.isRunning = true;
    this.run();
  }

  pause() {
    if (this.isBroken) this.isRunning = false;
    else this.video.pause();
    this.changed();
  }

  toggle() {
    if (this.isPlaying) this.pause();
    else this.play();
  }

  setSpeed(speed) {
    this.speed = speed;
    this.video.playbackRate = speed;
    this.changed();
  }

  fail() {
    if (this.isBroken) return;
    this.own = this.time || 0;
    this.isBroken = true;
    this.onfail?.();
    this.changed();
  }

  // Tells of every picture while the film runs.
  run() {
    let before = performance.now();
    const turn = (this.turn = (this.turn || 0) + 1); // a newer one takes over
    const tick = (now) => {
      if (turn !== this.turn) return;
      if (this.isBroken) this.own = Math.min(this.own + ((now - before) / 1000) * this.speed, this.duration);
      before = now;
      if (this.isBroken && this.own >= this.duration) this.isRunning = false;
      if (this.loop && this.time >= this.loop.end) this.seek(this.loop.start);
      this.changed();
      if (this.isPlaying) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }

  changed() {
    this.listeners.forEach((listener) => listener());
  }

  // Every language as a track inside the page: browsers refuse track files from the file system.
  addTracks() {
    this.tracks = new Map();
    for (const [language, cues] of this.model.cues) {
      const track = this.video.addTextTrack("subtitles", languageName(language), language);
      track.mode = "hidden";
      for (const cue of cues) track.addCue(new VTTCue(cue.start, cue.end, cueMarkup(cue.text)));
      this.tracks.set(language, track);
    }
  }

  // Shows the subtitles of a language; null: none.
  show(language) {
    for (const [tag, track] of this.tracks) track.mode = tag === language ? "showing" : "hidden";
  }

  get showing() {
    for (const [tag, track] of this.tracks) if (track.mode === "showing") return tag;
    return null;
  }
}

// The text of a cue is WebVTT, which knows markup of its own.
const cueMarkup = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
