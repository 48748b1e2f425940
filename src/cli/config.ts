import { Command } from 'commander'
import { parseConfig } from '../config/config.js'
import { readSettings } from '../config/env.js'
import { SETTINGS, type Setting, type SettingName } from '../config/settings.js'

export const configCommand = (): Command =>
  new Command('config')
    .description('Show every setting, its value and where the value comes from.')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  databelt config\n  DATABELT_PORT=8080 databelt config --json')
    .action(({ json }: { json?: boolean }) => {
      const raw = readSettings()
      parseConfig(raw)
      const rows = Object.entries(SETTINGS as Record<string, Setting>).map(([name, setting]) => {
        const { text, source } = raw[name as SettingName]
        const value = text === undefined ? null : setting.secret ? '(set)' : text
        return {
          name: setting.env,
          value,
          source,
          flag: setting.flag ? `--${setting.flag}` : null,
          about: setting.about,
        }
      })
      if (json) console.log(JSON.stringify(rows))
      else
        for (const row of rows)
          console.log(
            `${row.name}=${row.value ?? ''}  (${row.source})\n    ${row.about}${row.flag ? ` Flag: ${row.flag}` : ''}`,
          )
    })
