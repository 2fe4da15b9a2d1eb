// A short signal: three tones made here (no file), and a vibration where the device has one.

const TONES = [0, 0.22, 0.44];
const HERTZ = 880;
const LENGTH = 0.14;
const LOUD = 0.25;
const BUZZ = [180, 90, 180, 90, 260];

let audio = null;

/** Browsers allow sound only after somebody touched the page: call this then. */
export function unlock() {
  if (!window.AudioContext) return;
  audio ??= new AudioContext();
  if (audio.state === "suspended") audio.resume().catch(() => {});
}

function tone(at) {
  const source = audio.createOscillator();
  const volume = audio.createGain();
  source.frequency.value = HERTZ;
  volume.gain.setValueAtTime(LOUD, at);
  volume.gain.exponentialRampToValueAtTime(0.001, at + LENGTH);
  source.connect(volume).connect(audio.destination);
  source.start(at);
  source.stop(at + LENGTH);
}

/** Rings, as far as the page may: before the first touch browsers forbid both. */
export function ring({ sound, vibration }) {
  if (navigator.userActivation && !navigator.userActivation.hasBeenActive) return;
  if (vibration) navigator.vibrate?.(BUZZ);
  if (!sound) return;
  unlock();
  if (audio) for (const offset of TONES) tone(audio.currentTime + offset);
}
