export interface TensorInfo {
  name: string
  dtype: string
  shape: number[]
  bytes: number
}
export interface TensorHeader {
  format: 'safetensors' | 'gguf'
  tensors: TensorInfo[]
  metadata: [key: string, value: string][]
  /** How many bytes of the file it takes. */
  headerBytes: number
}

/** A header is read whole into memory; a larger one is none that a browser should try. */
export const MOST_HEADER = 64 * 1024 ** 2

/** A file whose header cannot be read, and why; the words for it are the page's. */
export class HeaderFault extends Error {
  override name = 'HeaderFault'
  constructor(readonly fault: 'short' | 'magic' | 'version' | 'tooLarge' | 'json' | 'entry' | 'type') {
    super(fault)
  }
}
