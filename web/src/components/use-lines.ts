/** What lines for other tools are made of: only what is there, so that each line works as it stands. */
export interface Used {
  hub: string
  id: string
  /** The first table that is ready; without one, the lines that need a table are left out. */
  table?: { config: string; split: string; parts: number }
  /** Path of a file; without one, the lines that fetch a single file are left out. */
  file?: string
  /** Private or gated: programs must show a token. */
  needsToken: boolean
}

const PLAIN = /^[\w@%+=:,./-]+$/
/** As a shell reads it back. */
export const shellText = (text: string): string =>
  PLAIN.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
const segment = (text: string): string => encodeURIComponent(text).replaceAll("'", '%27')
const sqlName = (text: string): string => `"${text.replaceAll('"', '""')}"`
const DEFAULT = 'default'
const TOKEN = 'dbelt_...'

/** The address of one Parquet file of a table, which follows the newest tables. */
export const parquetPath = (id: string, config: string, split: string, part: number): string =>
  `/api/datasets/${id}/parquet/${segment(config)}/${segment(split)}/${part}.parquet`

/** How to use a data set from each tool; lines to copy, by the name of the tool. */
export function linesOfUse(used: Used): Record<string, string> {
  const { hub, id, table, needsToken } = used
  const hf = (start: string) => [
    `${start}export HF_ENDPOINT=${hub}`,
    ...(needsToken ? [`${start}export HF_TOKEN=${TOKEN}  # ${hub}/settings/tokens`] : []),
  ]
  const databelt = needsToken ? [`export DATABELT_TOKEN=${TOKEN}  # ${hub}/settings/tokens`] : []
  const config = table && table.config !== DEFAULT ? `, ${JSON.stringify(table.config)}` : ''
  const ways: Record<string, string[]> = {
    'Python · datasets': [
      ...hf('# '),
      'from datasets import load_dataset',
      '',
      `data = load_dataset("${id}"${config})`,
    ],
    ...(table && tableWays(used, table, hf, databelt)),
    'Command line · hf': [...hf(''), `hf download ${id} --repo-type dataset`],
    ...(used.file !== undefined && fileWays(used, used.file)),
    git: [
      'git lfs install',
      ...(needsToken ? [`# as the password give an access token: ${hub}/settings/tokens`] : []),
      `git clone ${hub}/datasets/${id}`,
    ],
  }
  return Object.fromEntries(Object.entries(ways).map(([name, lines]) => [name, lines.join('\n')]))
}

function tableWays(
  { hub, id, needsToken }: Used,
  { config, split, parts }: NonNullable<Used['table']>,
  hf: (start: string) => string[],
  databelt: string[],
): Record<string, string[]> {
  const twin = `hf://datasets/${id}@~parquet/${config}/${split}`
  const name = config === DEFAULT ? split : `${config}/${split}`
  const query = `select count(*) from ${sqlName(id)}.${/^[a-z_][a-z0-9_]*$/.test(name) ? name : sqlName(name)}`
  const one = config === DEFAULT ? '' : ` --config ${shellText(config)}`
  return {
    'Python · pandas': [
      ...hf('# '),
      'import pandas as pd',
      '',
      ...(parts > 1
        ? [
            `files = [f${JSON.stringify(`${twin.replace(/[{}]/g, '$&$&')}/{i:04}.parquet`)} for i in range(${parts})]`,
            'table = pd.concat(pd.read_parquet(file) for file in files)',
          ]
        : [`table = pd.read_parquet(${JSON.stringify(`${twin}/0000.parquet`)})`]),
    ],
    DuckDB: [
      'INSTALL httpfs; LOAD httpfs;',
      ...(needsToken ? [`CREATE SECRET (TYPE http, BEARER_TOKEN '${TOKEN}', SCOPE '${hub}');`] : []),
      'SELECT * FROM read_parquet(',
      `  '${hub}${parquetPath(id, config, split, 0)}'`,
      ') LIMIT 10;',
    ],
    SQL: [...databelt, `databelt sql ${shellText(query)} --hub ${hub}`],
    'Command line · databelt': [
      ...databelt,
      `databelt pull ${id} --split ${shellText(split)}${one} --limit 1000 --hub ${hub}`,
    ],
  }
}

function fileWays({ hub, id, needsToken }: Used, file: string): Record<string, string[]> {
  const address = `${hub}/datasets/${id}/resolve/main/${file.split('/').map(segment).join('/')}`
  return {
    JavaScript: [
      'import { downloadFile } from "@huggingface/hub"',
      '',
      'const file = await downloadFile({',
      `  repo: { type: "dataset", name: "${id}" },`,
      `  path: ${JSON.stringify(file)},`,
      ...(needsToken ? [`  accessToken: "${TOKEN}", // ${hub}/settings/tokens`] : []),
      `  hubUrl: "${hub}",`,
      '})',
    ],
    curl: [
      ...(needsToken ? [`# token: ${hub}/settings/tokens`] : []),
      `curl -L${needsToken ? ` -H "Authorization: Bearer ${TOKEN}"` : ''} -O ${address}`,
    ],
  }
}
