/** How many products, prices, links and customers the small account has. */
export const SMALL = 100

/** The same of the large one: `GROWTH_OBJECTS`, in CI 100,000. */
export const LARGE = Number(process.env.GROWTH_OBJECTS ?? 10_000)
