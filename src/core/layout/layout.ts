import type { FoundSplit } from './auto-splits.js'
import { type CardConfig, cardConfigs, datasetInfos } from './card-configs.js'
import { FileList } from './file-list.js'
import { FileFinder } from './find-files.js'
import { type Format, isFileOf } from './formats.js'
import { inferFormat } from './infer-format.js'
import { isLeRobot, understandLeRobot } from './lerobot.js'
import { withMedia } from './media.js'
import { readerOptions } from './reader-options.js'
import { LayoutTrouble, problem } from './trouble.js'
import type { ConfigLayout, Layout, LayoutInput, LayoutProblem } from './types.js'
import { Work } from './work.js'

export { readerOfNames, zipsToOpen } from './infer-format.js'
export { membersOf } from './members.js'
export type * from './types.js'

/**
 * Which configs, splits and files a dataset repo has and how they are read, as `datasets` 5.2.0 sees it.
 * Where the library would refuse the whole repo for a mistake in one config, the others are still here.
 */
export function understand(input: LayoutInput): Layout {
  const list = new FileList(input.files.map(({ path }) => path))
  const problems: LayoutProblem[] = []
  const configs = cardConfigs(input.card, problems)
  if (configs === undefined && isLeRobot(input.lerobot)) return understandLeRobot(list)
  const reading = new Reading(input, new FileFinder(list, new Work()), problems)
  return { configs: configs === undefined ? reading.withoutConfigs() : reading.all(configs), problems }
}

class Reading {
  private readonly infos: Map<string, Record<string, unknown>>

  constructor(
    private readonly input: LayoutInput,
    private readonly finder: FileFinder,
    private readonly problems: LayoutProblem[],
  ) {
    this.infos = datasetInfos(input.card)
  }

  /** Files are left out that are not the reader's. */
  withoutConfigs(): ConfigLayout[] {
    const isDefault = (this.onlyInfo() ?? 'default') === 'default'
    const config: CardConfig = { name: 'default', isDefault, dataDir: '', options: {} }
    return this.attempt(undefined, () => {
      const found = this.splitsOf(config)
      const format = inferFormat(found, this.input.zips)
      const isOurs = format.reader === 'zip-unknown' ? () => true : isFileOf(format.reader)
      const splits = found.map(({ name, files }) => ({ name, files: files.filter(isOurs) }))
      return [this.layoutOf(config, format, splits)]
    })
  }

  /** One reader is for all configs: that of the first. */
  all(configs: readonly CardConfig[]): ConfigLayout[] {
    let shared: Format | undefined
    return this.withDefault(configs).flatMap((config) =>
      this.attempt(config.name, () => {
        const splits = this.splitsOf(config)
        shared ??= this.sharedFormat(config, splits)
        this.compare(config, splits, shared)
        return [this.layoutOf(config, shared, splits)]
      }),
    )
  }

  private withDefault(configs: readonly CardConfig[]): readonly CardConfig[] {
    const name = configs.some(({ isDefault }) => isDefault) ? undefined : this.onlyInfo()
    return configs.map((config) => ({ ...config, isDefault: config.isDefault || config.name === name }))
  }

  /** A single dataset_info names the default config when the card marks none, even one that is not there. */
  private onlyInfo(): string | undefined {
    return this.infos.size === 1 ? [...this.infos.keys()][0] : undefined
  }

  /**
   * The library takes the folder of the first config into account only when it reads, not when it chooses the
   * reader. If nothing can be chosen that way, the config's own files choose.
   */
  private sharedFormat(config: CardConfig, splits: readonly FoundSplit[]): Format {
    try {
      const seen = config.dataDir === '' ? splits : this.find({ ...config, dataDir: '' })
      return inferFormat(seen, this.input.zips)
    } catch (error) {
      if (!(error instanceof LayoutTrouble) || config.dataDir === '') throw error
      const message = `The Python library chooses the reader without data_dir, and fails: ${error.message}`
      this.problems.push(problem(error.code, message, config.name))
      return inferFormat(splits, this.input.zips)
    }
  }

  private compare(config: CardConfig, splits: readonly FoundSplit[], shared: Format): void {
    const own = this.ownReader(splits)
    if (own === 'zip-unknown' || own === shared.reader) return
    const message =
      `The files look like ${own} and are read as ${shared.reader}, as those of the first config are; ` +
      'move them to a repo of their own, or convert them.'
    this.problems.push(problem('OtherFormat', message, config.name))
  }

  private ownReader(splits: readonly FoundSplit[]): string {
    try {
      return inferFormat(splits, this.input.zips).reader
    } catch (error) {
      if (error instanceof LayoutTrouble) return 'several formats'
      throw error
    }
  }

  private splitsOf(config: CardConfig): FoundSplit[] {
    const splits = this.find(config)
    if (splits.length === 0) throw new LayoutTrouble('NoDataFiles', nothingIn(config.dataDir))
    const empty = splits.find(({ files }) => files.length === 0)
    if (empty)
      throw new LayoutTrouble(
        config.patterns ? 'NoMatch' : 'NoDataFiles',
        `The split ${empty.name} has no data files; correct data_files in README.md, or the names of the files.`,
      )
    return splits
  }

  private find({ patterns, dataDir }: CardConfig): FoundSplit[] {
    if (patterns === undefined) return this.finder.auto(dataDir)
    return patterns.map(({ split, paths }) => ({
      name: split,
      files: this.finder.ofPatterns(paths, dataDir),
    }))
  }

  private layoutOf(config: CardConfig, format: Format, splits: FoundSplit[]): ConfigLayout {
    const { name, isDefault } = config
    const tell = (told: LayoutProblem): void => void this.problems.push({ ...told, config: name })
    const features = this.infos.get(name)?.features ?? config.features
    const options = readerOptions(format.reader, format.options, config.options, tell)
    if (format.reader === 'zip-unknown')
      tell(problem('ZipUnknown', 'The files are archives, and nobody has looked into them yet.'))
    for (const split of splits) tellRepeated(split, tell)
    const layout: ConfigLayout = { name, isDefault, reader: format.reader, options, splits }
    if (features !== undefined && features !== null) layout.features = features
    return withMedia(layout, this.input.zips, this.problems)
  }

  private attempt(config: string | undefined, build: () => ConfigLayout[]): ConfigLayout[] {
    try {
      return build()
    } catch (error) {
      if (!(error instanceof LayoutTrouble)) throw error
      // there are no steps left for the configs after it either, and one problem says so
      const told = error.code === 'TooMuchWork' && this.problems.some(({ code }) => code === error.code)
      if (!told) this.problems.push(problem(error.code, error.message, config))
      return []
    }
  }
}

function nothingIn(folder: string): string {
  return folder === ''
    ? 'The repo has no data files yet; upload some.'
    : `The folder ${folder} has no data files; correct data_dir in README.md, or add files to it.`
}

function tellRepeated({ name, files }: FoundSplit, tell: (told: LayoutProblem) => void): void {
  const repeated = files.length - new Set(files).size
  if (repeated === 0) return
  const message =
    `The split ${name} has ${repeated} of its files more than once, and so their rows; ` +
    'list its files in "configs" of README.md so that no two patterns match the same file.'
  tell(problem('RepeatedFiles', message))
}
