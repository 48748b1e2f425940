// Python's \w: letters and numbers of any script, and _; no combining marks
const SPLIT_NAME = /^[\p{L}\p{N}_]+(?:\.[\p{L}\p{N}_]+)*$/u
/** The library makes a folder of the name, which must work on Windows too. */
const NOT_IN_CONFIG_NAME = /[<>:/\\|?*]/
const MAX_NAME = 255

export const isSplitName = (name: string): boolean => name.length <= MAX_NAME && SPLIT_NAME.test(name)

export const isConfigName = (name: string): boolean =>
  name !== '' && name.length <= MAX_NAME && !NOT_IN_CONFIG_NAME.test(name)
