-- What ended an attempt, and how many have ended how.

CREATE TYPE "AttemptEnd" AS ENUM ('REPORT', 'RELEASE', 'LEASE');

ALTER TABLE "attempt" ADD COLUMN "ended_by" "AttemptEnd";

CREATE TABLE "attempt_total" (
    "outcome" "AttemptState" NOT NULL,
    "ended_by" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "boundary" TEXT NOT NULL,
    "attempts" BIGINT NOT NULL,
    "energy_joules" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "attempt_total_pkey" PRIMARY KEY ("outcome","ended_by","method","boundary")
);

-- Of attempts so far, as far as their rows tell.
UPDATE "attempt" SET "ended_by" = CASE
    WHEN "state" = 'SUCCEEDED' THEN 'REPORT'
    WHEN "failure_message" LIKE '%The worker was not heard of within its lease.' THEN 'LEASE'
    ELSE 'RELEASE'
  END::"AttemptEnd"
  WHERE "state" IN ('SUCCEEDED', 'LOST');

-- A run's figure is its newest attempt's; those before it were lost, or retried, and no report of theirs is kept.
INSERT INTO "attempt_total" ("outcome", "ended_by", "method", "boundary", "attempts", "energy_joules")
  SELECT attempt."state", COALESCE(attempt."ended_by"::text, 'UNKNOWN'), COALESCE(figure."method"::text, 'UNKNOWN'), COALESCE(figure."boundary"::text, 'UNKNOWN'),
    count(*), sum(GREATEST(0, attempt."energy_joules" - attempt."start_energy_joules"))
  FROM "attempt" AS attempt
  JOIN "run" AS run ON run."id" = attempt."run_id"
  LEFT JOIN "measurement" AS figure ON figure."run_id" = run."id" AND figure."quantity" = 'TRAINING_ENERGY' AND attempt."number" = run."attempt"
  WHERE attempt."state" <> 'RUNNING'
  GROUP BY 1, 2, 3, 4;

CREATE FUNCTION "count_attempt"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  figure record;
BEGIN
  SELECT "method"::text, "boundary"::text INTO figure FROM "measurement" WHERE "run_id" = NEW."run_id" AND "quantity" = 'TRAINING_ENERGY';
  INSERT INTO "attempt_total" AS total ("outcome", "ended_by", "method", "boundary", "attempts", "energy_joules")
    VALUES (NEW."state", COALESCE(NEW."ended_by"::text, 'UNKNOWN'), COALESCE(figure."method", 'UNKNOWN'), COALESCE(figure."boundary", 'UNKNOWN'),
      1, GREATEST(0, NEW."energy_joules" - NEW."start_energy_joules"))
    ON CONFLICT ("outcome", "ended_by", "method", "boundary")
    DO UPDATE SET "attempts" = total."attempts" + 1, "energy_joules" = total."energy_joules" + excluded."energy_joules";
  RETURN NULL;
END $$;

-- At the end of its transaction: the figures of its report are there, and the totals' row is locked for a moment only, not while a report is stored.
CREATE CONSTRAINT TRIGGER "attempt_is_counted" AFTER UPDATE ON "attempt" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD."state" = 'RUNNING' AND NEW."state" <> 'RUNNING')
  EXECUTE FUNCTION "count_attempt"();
