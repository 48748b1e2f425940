import { acceptCompletion, autocompletion, closeCompletion } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { schemaCompletionSource, sql } from '@codemirror/lang-sql'
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { Compartment, EditorState, Prec } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { useEffect, useRef } from 'react'
import type { SqlTable } from '../../data/sql.js'
import { DuckDb } from './duckdb-dialect.js'
import { columnCompletions, completions } from './table-name.js'

interface Props {
  /** What is shown. The editor keeps what is typed; only another text than it told last replaces it. */
  text: string
  label: string
  /** Whose names are completed. */
  tables: SqlTable[]
  change(text: string): void
  run(): void
}

const LOOK = EditorView.theme({
  '&': { fontSize: 'var(--text)', color: 'var(--ink)', backgroundColor: 'transparent' },
  '&.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '1px', borderRadius: 'var(--round)' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.6', minHeight: '9rem', maxHeight: '45vh' },
  '.cm-content': { padding: 'var(--space-3) 0', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0 var(--space-4)' },
  '.cm-tooltip': { backgroundColor: 'var(--surface)', color: 'var(--ink)', border: '1px solid var(--line)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--accent)',
    color: 'var(--on-accent)',
  },
})
const COLOURS = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword], color: 'var(--accent)', fontWeight: '600' },
  { tag: [tags.string, tags.number, tags.bool, tags.null], color: 'var(--warn)' },
  { tag: tags.comment, color: 'var(--ink-soft)', fontStyle: 'italic' },
])

const languageOf = (tables: SqlTable[]) => [
  sql({ dialect: DuckDb, schema: completions(tables) }),
  DuckDb.language.data.of({
    autocomplete: schemaCompletionSource({ dialect: DuckDb, schema: columnCompletions(tables) }),
  }),
]

/**
 * A field for SQL. It lives in a shadow root, where the editor's styles are objects and not markup, as the page's policy asks.
 * Tab is not taken: it leaves the field, as everywhere.
 */
export function SqlEditor({ text, label, tables, change, run }: Props) {
  const place = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(undefined)
  const language = useRef(new Compartment())
  const named = useRef(new Compartment())
  const told = useRef({ change, run, text, tables, label })
  told.current = { change, run, text, tables, label }

  useEffect(() => {
    if (!place.current) return
    const root = place.current.shadowRoot ?? place.current.attachShadow({ mode: 'open' })
    const submit = (editor: EditorView) => {
      closeCompletion(editor)
      told.current.run()
      return true
    }
    const made = new EditorView({
      parent: root,
      root,
      state: EditorState.create({
        doc: told.current.text,
        extensions: [
          Prec.highest(keymap.of([{ key: 'Mod-Enter', run: submit }])),
          Prec.high(keymap.of([{ key: 'Tab', run: acceptCompletion }])),
          history(),
          keymap.of([...historyKeymap, ...defaultKeymap]),
          language.current.of(languageOf(told.current.tables)),
          named.current.of(EditorView.contentAttributes.of({ 'aria-label': told.current.label })),
          autocompletion({ icons: false }),
          syntaxHighlighting(COLOURS),
          EditorView.lineWrapping,
          EditorView.domEventHandlers({ blur: (_event, editor) => void closeCompletion(editor) }),
          LOOK,
          EditorView.updateListener.of((update) => {
            if (update.docChanged) told.current.change(update.state.doc.toString())
          }),
        ],
      }),
    })
    view.current = made
    return () => made.destroy()
  }, [])

  useEffect(() => {
    const shown = view.current?.state.doc.toString()
    if (shown === undefined || shown === text) return
    view.current?.dispatch({ changes: { from: 0, to: shown.length, insert: text } })
  }, [text])
  useEffect(() => {
    view.current?.dispatch({ effects: language.current.reconfigure(languageOf(tables)) })
  }, [tables])
  useEffect(() => {
    const labelled = EditorView.contentAttributes.of({ 'aria-label': label })
    view.current?.dispatch({ effects: named.current.reconfigure(labelled) })
  }, [label])
  return <div className="sql-editor" ref={place} />
}
