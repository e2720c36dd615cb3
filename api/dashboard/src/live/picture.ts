/** A photo as it comes from a phone is some megabytes; what is sent is small enough for a weak link. */

const LARGEST_BYTES = 250_000;
const WIDTHS = [1600, 1200, 900, 640];
const QUALITY = 0.75;

/** Draw the picture smaller until it fits. Where it is taken goes with the rest that a camera writes into it. */
export async function shrink(file: Blob): Promise<Blob> {
  const picture = await read(file);
  try {
    for (const width of WIDTHS) {
      const drawn = await draw(picture, Math.min(width, picture.width));
      if (drawn !== null && drawn.size <= LARGEST_BYTES) return drawn;
    }
  } finally {
    picture.close();
  }
  throw new PictureError();
}

/** This is no picture, or one that this browser cannot read or make small enough. */
export class PictureError extends Error {}

function read(file: Blob): Promise<ImageBitmap> {
  return createImageBitmap(file).catch(() => {
    throw new PictureError();
  });
}

function draw(picture: ImageBitmap, width: number): Promise<Blob | null> {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = Math.max(1, Math.round((picture.height * width) / picture.width));
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}
