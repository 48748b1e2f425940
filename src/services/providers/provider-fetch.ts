/** The fetch that requests to one provider go through. */
export type ProviderFetch = (url: string, request: ProviderRequest) => Promise<Response>
interface ProviderRequest {
  method: string
  headers: Record<string, string>
  body: string | URLSearchParams | Uint8Array | null
  redirect: 'manual'
  signal?: AbortSignal
}
