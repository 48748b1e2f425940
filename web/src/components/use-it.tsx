import { useState } from 'react'
import { useWords } from '../words/words.js'
import { CopyBox } from './copy-box.js'

const hub = () => window.location.origin

/** How to use a data set from each tool; lines to copy. */
const WAYS: Record<string, (id: string) => string> = {
  'Python · datasets': (id) => `# export HF_ENDPOINT=${hub()}
from datasets import load_dataset

data = load_dataset("${id}")`,
  'Python · pandas': (id) => `# export HF_ENDPOINT=${hub()}
import pandas as pd

files = "hf://datasets/${id}@refs%2Fconvert%2Fparquet/**/*.parquet"
table = pd.read_parquet(files)`,
  DuckDB: (id) => `INSTALL httpfs; LOAD httpfs;
SELECT * FROM read_parquet(
  '${hub()}/api/datasets/${id}/parquet/default/train/0.parquet'
) LIMIT 10;`,
  SQL: (id) => `databelt sql 'select count(*) from "${id}".train' --hub ${hub()}`,
  'Command line · hf': (id) => `export HF_ENDPOINT=${hub()}
hf download ${id} --repo-type dataset`,
  'Command line · databelt': (id) => `databelt pull ${id} --split train --limit 1000 --hub ${hub()}`,
  JavaScript: (id) => `import { downloadFile } from "@huggingface/hub"

const file = await downloadFile({
  repo: { type: "dataset", name: "${id}" },
  path: "README.md",
  hubUrl: "${hub()}",
})`,
  git: (id) => `git lfs install
git clone ${hub()}/datasets/${id}`,
  curl: (id) => `curl -L ${hub()}/datasets/${id}/resolve/main/README.md`,
}

export function UseIt({ id }: { id: string }) {
  const { words } = useWords()
  const names = Object.keys(WAYS)
  const [way, setWay] = useState(names[0] ?? '')
  return (
    <section className="panel use">
      <h2>{words.use}</h2>
      <select aria-label={words.use} value={way} onChange={(event) => setWay(event.target.value)}>
        {names.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <CopyBox text={WAYS[way]?.(id) ?? ''} />
    </section>
  )
}
