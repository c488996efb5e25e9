/**
 * NATS nkeys: base32 of one or two bytes of prefix, 32 bytes of key, and the CRC-16 (XMODEM) of both, low byte first.
 * https://github.com/nats-io/nkeys
 */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const POLYNOMIAL = 0x1021;

export function isNkey(secret: string): boolean {
  const bytes = fromBase32(secret);
  const end = bytes.length - 2;
  return end > 0 && crc16(bytes.slice(0, end)) === (bytes[end] ?? 0) + (bytes[end + 1] ?? 0) * 256;
}

/** CRC-16/XMODEM. */
export function crc16(bytes: readonly number[]): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000 ? (crc << 1) ^ POLYNOMIAL : crc << 1) & 0xffff;
  }
  return crc;
}

/** Bits that do not fill a byte are dropped. */
function fromBase32(text: string): number[] {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const character of text) {
    held = ((held << 5) | ALPHABET.indexOf(character)) & 0xffff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 0xff);
  }
  return bytes;
}
