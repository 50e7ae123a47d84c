/** Ways to hold a picture to the light: the same picture, easier to read. */

/** Bytes of red, green, blue and alpha, row by row, as both engines take them. */
export interface Pixels {
  data: Uint8ClampedArray;
  width: number;
  height: number;
}

type Grey = { grey: Uint8ClampedArray; width: number; height: number };

function greyOf({ data, width, height }: Pixels): Grey {
  const grey = new Uint8ClampedArray(width * height);
  for (let at = 0, from = 0; at < grey.length; at += 1, from += 4) {
    grey[at] = (data[from]! * 77 + data[from + 1]! * 150 + data[from + 2]! * 29) >> 8;
  }
  return { grey, width, height };
}

function pixelsOf({ grey, width, height }: Grey): Pixels {
  const data = new Uint8ClampedArray(grey.length * 4);
  for (let at = 0, to = 0; at < grey.length; at += 1, to += 4) {
    data[to] = data[to + 1] = data[to + 2] = grey[at]!;
    data[to + 3] = 255;
  }
  return { data, width, height };
}

/** The mean of the square of `reach` around each point, by sums over rows and columns. */
function meanAround({ grey, width, height }: Grey, reach: number): Float32Array {
  const across = new Float32Array(grey.length);
  const mean = new Float32Array(grey.length);
  slide(grey, across, width, height, 1, width, reach);
  slide(across, mean, height, width, width, 1, reach);
  return mean;
}

/** Slides a window along each of `lines` lines of `length` points that stand `step` apart. */
function slide(
  from: ArrayLike<number>, to: Float32Array, length: number, lines: number, step: number, next: number, reach: number,
): void {
  for (let line = 0; line < lines; line += 1) {
    const start = line * next;
    let [sum, count] = [0, 0];
    for (let at = 0; at < Math.min(reach, length); at += 1, count += 1) sum += from[start + at * step]!;
    for (let at = 0; at < length; at += 1) {
      if (at + reach < length) { sum += from[start + (at + reach) * step]!; count += 1; }
      if (at > reach) { sum -= from[start + (at - reach - 1) * step]!; count -= 1; }
      to[start + at * step] = sum / count;
    }
  }
}

/** Edges stand out: what a light blur took away is given back `strength` times. */
export function sharpened(pixels: Pixels, strength = 2, reach = 2): Pixels {
  const picture = greyOf(pixels);
  const mean = meanAround(picture, reach);
  const grey = picture.grey.map((value, at) => value + strength * (value - mean[at]!));
  return pixelsOf({ ...picture, grey });
}

/** Shade and glare go: each point is judged by the light around it. */
export function levelled(pixels: Pixels): Pixels {
  const picture = greyOf(pixels);
  const mean = meanAround(picture, Math.round(Math.max(picture.width, picture.height) / 24));
  const grey = picture.grey.map((value, at) => 128 + ((value - mean[at]!) * 160) / (mean[at]! + 24));
  return pixelsOf({ ...picture, grey });
}

/** Grain goes: each point becomes the mean of its neighbours. */
export function calmed(pixels: Pixels, reach = 1): Pixels {
  const picture = greyOf(pixels);
  return pixelsOf({ ...picture, grey: Uint8ClampedArray.from(meanAround(picture, reach)) });
}

/** Twice as large, smoothly: modules of a far plate get room. */
export function enlarged(pixels: Pixels): Pixels {
  const { grey, width, height } = greyOf(pixels);
  const [wide, high] = [width * 2, height * 2];
  const large = new Uint8ClampedArray(wide * high);
  for (let y = 0; y < high; y += 1) {
    const above = Math.min(height - 1, y >> 1) * width;
    const below = Math.min(height - 1, (y + 1) >> 1) * width;
    for (let x = 0; x < wide; x += 1) {
      const [left, right] = [x >> 1, Math.min(width - 1, (x + 1) >> 1)];
      large[y * wide + x] = (grey[above + left]! + grey[above + right]! + grey[below + left]! + grey[below + right]!) / 4;
    }
  }
  return pixelsOf({ grey: large, width: wide, height: high });
}

/** Half as large: a near plate whose modules are torn or grainy becomes calm. */
export function halved(pixels: Pixels): Pixels {
  const { grey, width, height } = greyOf(pixels);
  const [wide, high] = [width >> 1, height >> 1];
  const little = new Uint8ClampedArray(wide * high);
  for (let y = 0; y < high; y += 1) {
    for (let x = 0; x < wide; x += 1) {
      const at = y * 2 * width + x * 2;
      little[y * wide + x] = (grey[at]! + grey[at + 1]! + grey[at + width]! + grey[at + width + 1]!) / 4;
    }
  }
  return pixelsOf({ grey: little, width: wide, height: high });
}
