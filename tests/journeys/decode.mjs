// Reads a QR code as a scanner would: width, height and RGBA bytes come on standard input, its words go out.
import { readFileSync } from 'node:fs';
import decodeQR from '../../pwa/node_modules/qr/decode.js';

const input = readFileSync(0);
const [width, height] = [input.readUInt32BE(0), input.readUInt32BE(4)];
process.stdout.write(decodeQR({ width, height, data: new Uint8Array(input.subarray(8)) }));
