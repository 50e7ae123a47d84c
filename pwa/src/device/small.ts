/** How small a photo becomes: a crack of 1 mm at arm's length stays visible, and the usual file is about 250 KB. */
export const LONGEST_PX = 1600;

/** Gravel and leaves hardly compress; such a picture is written again, coarser, before it costs the person's data plan. */
const QUALITIES = [0.7, 0.5, 0.35];
const ENOUGH_BYTES = 400_000;

/** Writes a picture at the first quality that is small enough, or at the last one. */
export async function writeSmall(write: (quality: number) => Promise<Blob>): Promise<ArrayBuffer> {
  let picture = new Blob();
  for (const quality of QUALITIES) {
    picture = await write(quality);
    if (picture.size <= ENOUGH_BYTES) break;
  }
  return picture.arrayBuffer();
}
