/** Name of the Parquet file of a part, in the folder of its table in the twin. */
export const partName = (index: number): string => `${String(index).padStart(4, '0')}.parquet`
