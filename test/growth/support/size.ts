/** How many products, prices, links and customers the large account has: `GROWTH_OBJECTS`, in CI 100,000. */
export const LARGE = Number(process.env.GROWTH_OBJECTS ?? 10_000)
