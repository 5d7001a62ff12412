/** Between the texts of one field. */
export const separators = /[,，、;；\n]/;
