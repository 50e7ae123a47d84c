/** A crack of 1 mm at arm's length is still visible, and the file is about 250 KB. */
export const LONGEST_PX = 1600;
export const QUALITY = 0.7;
