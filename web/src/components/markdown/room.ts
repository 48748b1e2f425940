/** Those further down come before somebody has scrolled to them. */
const FIRST = 4
const MOST_MS = 1500
const AGAIN_MS = 20

/** Gives the first pictures of a text their size before they are there: a picture that grows moves what is read. */
export async function keepRoom(root: HTMLElement): Promise<void> {
  const pictures = [...root.querySelectorAll('img')].slice(0, FIRST)
  await Promise.all(pictures.map(async (picture) => resize(picture, await sizeOf(picture.src))))
}

interface Size {
  width: number
  height: number
}

function resize(picture: HTMLImageElement, { width, height }: Size): void {
  if (width === 0 || height === 0) return
  if (!picture.hasAttribute('width')) picture.width = width
  picture.style.aspectRatio = `${width} / ${height}`
}

/** The size of a picture, known from its first bytes; 0 for one that is none, or late. */
async function sizeOf(source: string): Promise<Size> {
  const picture = new Image()
  picture.src = source
  const end = performance.now() + MOST_MS
  while (picture.naturalWidth === 0 && !picture.complete && performance.now() < end)
    await new Promise((again) => setTimeout(again, AGAIN_MS))
  return { width: picture.naturalWidth, height: picture.naturalHeight }
}
