-- CreateIndex
CREATE INDEX "run_history" ON "run"("ended_at" DESC) WHERE (state = 'SUCCEEDED');

-- CreateIndex
CREATE INDEX "environment_hardware_class_idx" ON "environment"("hardware_class");
