export default function ProblemsScreen() { return null }
