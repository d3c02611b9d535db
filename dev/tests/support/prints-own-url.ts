/** Prints its own URL, which would be the bundle's. */
console.log(import.meta.url);
