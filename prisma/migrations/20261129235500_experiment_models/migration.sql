-- CreateTable
CREATE TABLE "experiment_model" (
    "experiment_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "model_version_id" TEXT NOT NULL,

    CONSTRAINT "experiment_model_pkey" PRIMARY KEY ("experiment_id","position")
);

-- CreateIndex
CREATE INDEX "experiment_model_model_version_id_idx" ON "experiment_model"("model_version_id");

-- AddForeignKey
ALTER TABLE "experiment_model" ADD CONSTRAINT "experiment_model_experiment_id_fkey" FOREIGN KEY ("experiment_id") REFERENCES "experiment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "experiment_model" ADD CONSTRAINT "experiment_model_model_version_id_fkey" FOREIGN KEY ("model_version_id") REFERENCES "model_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
