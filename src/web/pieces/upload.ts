import { Refusal } from '../api.ts'
import { t } from '../languages/messages.ts'

export interface UploadOptions {
  /** Where to, without the file's name: "/api/imports". */
  path: string
  contentType: string
  file: File
  onProgress: (sent: number) => void
  signal: AbortSignal
}

/**
 * Sends a file, telling how many bytes have gone: fetch cannot tell, so these are the requests
 * that are not made through the client. Refusals are thrown as Refusal, an abort as such.
 */
export function upload<Answer>(options: UploadOptions): Promise<Answer> {
  const { path, contentType, file, onProgress, signal } = options
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `${path}?${new URLSearchParams({ fileName: file.name })}`)
    request.setRequestHeader('content-type', contentType)
    request.setRequestHeader('accept', 'application/json')
    request.responseType = 'text'
    request.upload.onprogress = (event) => onProgress(event.loaded)
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText))
      else reject(refusalOf(request))
    }
    request.onerror = () => reject(new TypeError('network'))
    request.onabort = () => reject(signal.reason)
    signal.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}

function refusalOf(request: XMLHttpRequest): Refusal {
  try {
    return new Refusal(JSON.parse(request.responseText))
  } catch {
    return new Refusal({
      status: request.status,
      title: request.statusText,
      detail: t`The server answered ${request.status} without saying why.`,
    })
  }
}
