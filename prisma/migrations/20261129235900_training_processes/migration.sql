-- AlterTable
ALTER TABLE "environment" ADD COLUMN     "workers" INTEGER;

-- AlterTable
ALTER TABLE "run" ADD COLUMN     "staleness" INTEGER[] DEFAULT ARRAY[]::INTEGER[];
