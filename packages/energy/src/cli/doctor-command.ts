export const doctorCommand = (_args: string[]): number => 0;
