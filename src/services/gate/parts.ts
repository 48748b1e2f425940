import type { Stores } from '../context.js'
import { createGate } from './gate.js'
import { createOwnRequests } from './own-requests.js'
import { createReview } from './review.js'

/** Asking for what is gated, deciding on it, and what a person sees of both. */
export const createGateServices = (stores: Stores) => ({
  gate: createGate(stores),
  accessReview: createReview(stores),
  ownRequests: createOwnRequests(stores),
})
