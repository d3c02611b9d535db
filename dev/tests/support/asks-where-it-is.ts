/** Says where it is: in a bundle that is somewhere else. */
console.log(import.meta.url);
