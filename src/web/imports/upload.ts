import { Refusal, type AnswerTo } from '../api.ts'

export interface UploadOptions {
  file: File
  onProgress: (sent: number) => void
  signal: AbortSignal
}

/**
 * Sends a CSV file, telling how many bytes have gone: fetch cannot tell, so this is the one
 * request that is not made through the client. Refusals are thrown as Refusal, an abort as such.
 */
export function upload(options: UploadOptions): Promise<AnswerTo<'imports.create'>> {
  const { file, onProgress, signal } = options
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/api/imports?${new URLSearchParams({ fileName: file.name })}`)
    request.setRequestHeader('content-type', 'text/csv')
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
      detail: `The server answered ${request.status} without saying why.`,
    })
  }
}
