import { keepPreviousData, useQuery } from '@tanstack/react-query'
import {
  getDocument,
  type PDFDocumentLoadingTask,
  type PDFDocumentProxy,
  type PDFPageProxy,
  PDFWorker,
} from 'pdfjs-dist'
import PdfWorker from 'pdfjs-dist/build/pdf.worker.min.mjs?worker'
import { bytesPath } from '../codecs/repo-address.js'
import type { FileAt } from './repo-files.js'

export type { PDFPageProxy }

/** Larger pictures of a page would take the browser's memory. */
const MOST_PIXELS = 50_000_000
const RANGE_BYTES = 256 * 1024

/**
 * A PDF, read by ranges, by a program that runs nothing of what is in it: no scripts, no forms, no links. Its worker is a
 * file of this app.
 */
export function usePdf(file: FileAt, isWanted: boolean) {
  return useQuery({
    queryKey: ['pdf', file.repo, file.revision, file.path, file.facts.oid],
    enabled: isWanted,
    gcTime: 0,
    // of one version of a file there is nothing newer
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: (): Promise<PDFDocumentProxy> => {
      const port = new PdfWorker()
      const url = new URL(bytesPath(file.repo, file.revision, file.path), window.location.href).href
      const options = {
        isEvalSupported: false,
        useWasm: false,
        maxImageSize: MOST_PIXELS,
        rangeChunkSize: RANGE_BYTES,
      }
      const reading = { url, ...options, disableAutoFetch: true, disableStream: true }
      return opened(getDocument({ ...reading, worker: PDFWorker.create({ port }) }), port)
    },
  })
}

/** Each document has a worker of its own, so that closing one takes nothing from another. */
const workers = new WeakMap<PDFDocumentProxy, Worker>()

async function opened(task: PDFDocumentLoadingTask, port: Worker): Promise<PDFDocumentProxy> {
  try {
    const pdf = await task.promise
    workers.set(pdf, port)
    return pdf
  } catch (error) {
    port.terminate()
    throw error
  }
}

/** Gives back the memory of a document that is shown no more. */
export async function closePdf(pdf: PDFDocumentProxy): Promise<void> {
  try {
    await pdf.loadingTask.destroy()
  } finally {
    workers.get(pdf)?.terminate()
  }
}

/** One page, and its text for those who do not see the picture. */
export const usePdfPage = (pdf: PDFDocumentProxy, number: number) =>
  useQuery({
    queryKey: ['pdf-page', pdf.loadingTask.docId, number],
    gcTime: 0,
    // the page before stays until the next is there
    placeholderData: keepPreviousData,
    queryFn: async () => {
      const page = await pdf.getPage(number)
      const { items } = await page.getTextContent()
      const text = items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('')
      return { page, text }
    },
  })
