export { jobsOf, openJobs, type Jobs, type JobHandler } from './jobs.ts'
