import { type RefObject, useEffect, useState } from 'react'

/** Whether a place has come into sight, or nearly; once seen it stays so. */
export function useSeen(place: RefObject<Element | null>): boolean {
  const [isSeen, setSeen] = useState(false)
  useEffect(() => {
    if (isSeen || !place.current) return
    const watch = new IntersectionObserver((all) => all.some((each) => each.isIntersecting) && setSeen(true))
    watch.observe(place.current)
    return () => watch.disconnect()
  })
  return isSeen
}
