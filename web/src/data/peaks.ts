/** The lowest and highest sample of each of so many stretches of a sound. */
export function peaksOf(samples: Float32Array, stretches: number): [low: number, high: number][] {
  const count = Math.min(stretches, samples.length)
  return Array.from({ length: count }, (_, i) => {
    const start = Math.floor((i * samples.length) / count)
    const end = Math.floor(((i + 1) * samples.length) / count)
    let [low, high] = [0, 0]
    for (let at = start; at < end; at++) {
      const sample = samples[at] ?? 0
      if (sample < low) low = sample
      if (sample > high) high = sample
    }
    return [low, high]
  })
}
