/** Documents to begin from. `ai-hub`: what the Korean national platform asks by default (field notes of 2026). */
export const PRESETS = {
  open: { version: 1, who: 'everyone', sample: 'public', onward: true },
  'ai-hub': {
    version: 1,
    metadata: 'visible',
    sample: 'public',
    who: 'approved',
    residents: ['KR'],
    storage: ['KR'],
    attribution: '{title} ({version}), AI Hub (aihub.or.kr), a result of the programme of NIA. {url}, {date}',
    onward: false,
  },
} as const
