-- What the tables themselves refuse, whoever writes.

ALTER TABLE "blob" ADD CONSTRAINT "blob_sha256_is_hex" CHECK ("sha256" ~ '^[0-9a-f]{64}$');

ALTER TABLE "artifact" ADD CONSTRAINT "artifact_belongs_to_something" CHECK ("run_id" IS NOT NULL OR "model_version_id" IS NOT NULL);

ALTER TABLE "run" ADD CONSTRAINT "run_has_a_lease_while_running" CHECK (("state" = 'RUNNING') = ("lease_until" IS NOT NULL));

ALTER TABLE "measurement"
  ADD CONSTRAINT "measurement_belongs_to_one" CHECK (num_nonnulls("run_id", "result_id") = 1),
  ADD CONSTRAINT "measurement_interval_is_whole" CHECK (num_nonnulls("low", "high", "level") IN (0, 3) AND "low" <= "high");

ALTER TABLE "metric"
  ADD CONSTRAINT "metric_belongs_to_one" CHECK (num_nonnulls("run_id", "result_id") = 1),
  ADD CONSTRAINT "metric_interval_is_whole" CHECK (num_nonnulls("low", "high", "level") IN (0, 3) AND "low" <= "high");

CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is frozen', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;

-- A published result: only its state may still change.
CREATE TRIGGER "result_is_frozen" BEFORE UPDATE ON "result" FOR EACH ROW
  WHEN (OLD."published_at" IS NOT NULL AND (to_jsonb(NEW) - 'state') IS DISTINCT FROM (to_jsonb(OLD) - 'state'))
  EXECUTE FUNCTION "refuse_change"();

-- A model version: only its state may ever change.
CREATE TRIGGER "model_version_is_frozen" BEFORE UPDATE ON "model_version" FOR EACH ROW
  WHEN ((to_jsonb(NEW) - 'state') IS DISTINCT FROM (to_jsonb(OLD) - 'state'))
  EXECUTE FUNCTION "refuse_change"();

CREATE TRIGGER "audit_entry_is_frozen" BEFORE UPDATE OR DELETE ON "audit_entry" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();

-- Figures of a published result. When the result itself is deleted (demo data), its row is gone before theirs.
CREATE FUNCTION "refuse_change_of_published"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM "result" WHERE "id" = COALESCE(OLD."result_id", NEW."result_id") AND "published_at" IS NOT NULL) THEN
    RAISE EXCEPTION '% of a published result is frozen', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN COALESCE(NEW, OLD);
END $$;

CREATE TRIGGER "measurement_is_frozen" BEFORE INSERT OR UPDATE OR DELETE ON "measurement" FOR EACH ROW EXECUTE FUNCTION "refuse_change_of_published"();
CREATE TRIGGER "metric_is_frozen" BEFORE INSERT OR UPDATE OR DELETE ON "metric" FOR EACH ROW EXECUTE FUNCTION "refuse_change_of_published"();
