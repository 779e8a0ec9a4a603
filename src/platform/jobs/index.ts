export { openJobs, type Jobs, type JobHandler } from './jobs.ts'
