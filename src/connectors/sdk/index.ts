export * from './connector.ts'
export * from './failure.ts'
export * from './feedback.ts'
export * from './vendor-http.ts'
