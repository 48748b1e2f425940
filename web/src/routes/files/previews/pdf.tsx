import type { PDFDocumentProxy } from 'pdfjs-dist'
import { useEffect, useRef, useState } from 'react'
import { Loading, Problem } from '../../../components/problem.js'
import { ScrollBox } from '../../../components/scroll-box.js'
import { closePdf, type PDFPageProxy, usePdf, usePdfPage } from '../../../data/pdf.js'
import { sizeOf } from '../../../data/repo-files.js'
import { useFormats, useWords } from '../../../words/words.js'
import type { PreviewProps } from './preview.js'

/** Documents beyond this are shown when somebody says so. */
const BIG_BYTES = 50_000_000
const WIDTHS = [0.6, 0.8, 1, 1.4, 2]

/** A PDF, page by page. */
export default function PdfPreview({ file }: PreviewProps) {
  const texts = useWords().words.fileView
  const { bytes } = useFormats()
  const size = sizeOf(file.facts)
  const [isWanted, setWanted] = useState(size <= BIG_BYTES)
  const pdf = usePdf(file, isWanted)
  if (!isWanted)
    return (
      <p>
        {texts.bigPdf(bytes(size))}{' '}
        <button type="button" onClick={() => setWanted(true)}>
          {texts.showAnyway}
        </button>
      </p>
    )
  if (pdf.isPending) return <Loading />
  if (pdf.error) return <Problem error={pdf.error} retry={() => void pdf.refetch()} />
  return <Document pdf={pdf.data} />
}

function Document({ pdf }: { pdf: PDFDocumentProxy }) {
  const texts = useWords().words.fileView
  const { number } = useFormats()
  const [at, setAt] = useState(1)
  const [width, setWidth] = useState(1)
  const shown = usePdfPage(pdf, at)
  useEffect(() => () => void closePdf(pdf), [pdf])
  return (
    <>
      <div className="choice pdf-bar">
        <button type="button" disabled={at <= 1} onClick={() => setAt(at - 1)}>
          {texts.previous}
        </button>
        <span role="status">{texts.page(number(at), number(pdf.numPages))}</span>
        <button type="button" disabled={at >= pdf.numPages} onClick={() => setAt(at + 1)}>
          {texts.next}
        </button>
        <label>
          <span className="hidden-label">{texts.zoom}</span>
          <select value={width} onChange={({ target }) => setWidth(Number(target.value))}>
            {WIDTHS.map((each) => (
              <option key={each} value={each}>
                {each === 1 ? texts.fit : `${each * 100} %`}
              </option>
            ))}
          </select>
        </label>
      </div>
      {shown.isPending && <Loading />}
      {shown.error && <Problem error={shown.error} retry={() => void shown.refetch()} />}
      {shown.data && (
        <>
          <PagePicture
            page={shown.data.page}
            width={width}
            label={texts.page(number(at), number(pdf.numPages))}
          />
          <details className="take">
            <summary>{texts.pdfText}</summary>
            <p className="commit-message">{shown.data.text}</p>
          </details>
        </>
      )}
    </>
  )
}

/** Draws a page as wide as there is room for, times `width`. */
function PagePicture({ page, width, label }: { page: PDFPageProxy; width: number; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [error, setError] = useState<unknown>()
  useEffect(() => {
    const { current } = canvas
    if (!current) return
    const room = current.parentElement?.clientWidth ?? 800
    const ratio = Math.min(window.devicePixelRatio, 2)
    const viewport = page.getViewport({
      scale: (room * width * ratio) / page.getViewport({ scale: 1 }).width,
    })
    current.width = Math.floor(viewport.width)
    current.height = Math.floor(viewport.height)
    const drawing = page.render({ canvas: current, viewport })
    // one that is replaced by another is no fault
    drawing.promise.catch(
      (reason: Error) => reason.name !== 'RenderingCancelledException' && setError(reason),
    )
    return () => drawing.cancel()
  }, [page, width])
  return (
    <ScrollBox name="pdf-page" label={label}>
      {error !== undefined && <Problem error={error} />}
      <canvas ref={canvas} role="img" aria-label={label} style={{ width: `${width * 100}%` }} />
    </ScrollBox>
  )
}
