-- AlterTable
ALTER TABLE "attempt" ADD COLUMN "energy_record" JSONB;
