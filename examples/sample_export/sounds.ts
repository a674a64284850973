/**
 * Short sounds, written as WAV (8,000 samples a second, 8 bits, one channel).
 *
 * @module
 */

const RATE = 8000;

/** A hummed line: each note sounds for `seconds`, fading out. Frequencies in hertz. */
export function hum(notes: readonly number[], seconds = 0.25): Uint8Array<ArrayBuffer> {
  const length = Math.round(RATE * seconds);
  const file = new Uint8Array(44 + notes.length * length);
  const view = new DataView(file.buffer);
  const text = (at: number, word: string) => file.set(new TextEncoder().encode(word), at);
  text(0, "RIFF");
  view.setUint32(4, file.length - 8, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 8, true);
  text(36, "data");
  view.setUint32(40, file.length - 44, true);
  notes.forEach((frequency, note) => {
    for (let i = 0; i < length; i++) {
      const wave = Math.sin(2 * Math.PI * frequency * i / RATE) * (1 - i / length);
      file[44 + note * length + i] = 128 + Math.round(100 * wave);
    }
  });
  return file;
}
