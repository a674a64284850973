/**
 * Writes one deflated member into a zip while its bytes come in (sizes follow the data, in a descriptor).
 *
 * @module
 */
import { crc32, createDeflateRaw } from "node:zlib";

/** Where bytes go. */
export interface ByteSink {
  write(bytes: Uint8Array): void | Promise<void>;
  end(): void | Promise<void>;
}

/**
 * A zip around `out` with one member.
 *
 * @throws {RangeError} (its `end`) when the member is 4 GiB or larger: that takes ZIP64, which this does not write
 */
export function zipStream(name: string, out: ByteSink, modified: Date): ByteSink {
  const path = new TextEncoder().encode(name);
  const deflate = createDeflateRaw({ level: 6 });
  let [size, packed, crc] = [0, 0, 0];
  let failure: unknown;
  deflate.on("error", (error: unknown) => failure = error);
  deflate.on("data", (bytes: Uint8Array) => {
    packed += bytes.length;
    out.write(bytes);
  });
  const facts = (): Uint8Array => {
    const bytes = new Uint8Array(26);
    const view = new DataView(bytes.buffer);
    const time = modified.getUTCHours() << 11 | modified.getUTCMinutes() << 5 | modified.getUTCSeconds() >> 1;
    const day = (modified.getUTCFullYear() - 1980) << 9 | (modified.getUTCMonth() + 1) << 5 | modified.getUTCDate();
    [20, 0x0808, 8, time, day].forEach((value, i) => view.setUint16(2 * i, value, true));
    [crc, packed, size].forEach((value, i) => view.setUint32(10 + 4 * i, value, true));
    view.setUint16(22, path.length, true);
    return bytes;
  };
  out.write(Uint8Array.of(0x50, 0x4b, 3, 4, ...facts(), ...path));
  return {
    async write(bytes) {
      crc = crc32(bytes, crc);
      size += bytes.length;
      if (!deflate.write(Uint8Array.from(bytes))) {
        await new Promise((done) => deflate.once("drain", () => done(undefined)));
      }
    },
    async end() {
      await new Promise((done) => deflate.end(() => done(undefined)));
      await new Promise((done) => deflate.readableEnded ? done(undefined) : deflate.once("end", () => done(undefined)));
      if (failure !== undefined) throw failure;
      if (size >= 2 ** 32) {
        throw new RangeError(`Cannot zip "${name}": it has ${size} bytes, at most 4294967295 fit without ZIP64`);
      }
      const number = (value: number) => new Uint8Array(Uint32Array.of(value).buffer);
      const descriptor = Uint8Array.of(0x50, 0x4b, 7, 8, ...number(crc), ...number(packed), ...number(size));
      const start = 30 + path.length + packed + descriptor.length;
      const tail = Uint8Array.of(0, 0, 0, 0, 0, 0, ...number(0o100644 * 0x10000), ...number(0), ...path);
      const central = Uint8Array.of(0x50, 0x4b, 1, 2, 20, 3, ...facts(), ...tail);
      const record = Uint8Array.of(
        0x50,
        0x4b,
        5,
        6,
        0,
        0,
        0,
        0,
        1,
        0,
        1,
        0,
        ...number(central.length),
        ...number(start),
        0,
        0,
      );
      out.write(descriptor);
      out.write(central);
      out.write(record);
      await out.end();
    },
  };
}
