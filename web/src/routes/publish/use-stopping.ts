import { type RefObject, useEffect, useRef } from 'react'
import type { Upload } from '../../data/upload/upload.js'

/**
 * An upload stops when its page goes: what nobody sees any more must not be committed. Returns whether the page is gone,
 * for what begins after a wait.
 */
export function useStopping(upload: Upload | undefined): RefObject<boolean> {
  const isGone = useRef(false)
  useEffect(() => () => upload?.pause(), [upload])
  useEffect(() => {
    isGone.current = false
    return () => {
      isGone.current = true
    }
  }, [])
  return isGone
}
