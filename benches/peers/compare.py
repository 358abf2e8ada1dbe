"""The same settlement in Fenhong, DuckDB and Polars, side by side, byte by byte.

    python3 -m pip install duckdb polars
    cargo build --release
    python3 benches/peers/compare.py [--thousands 1000] [--rounds 3]

Generates a nation of households, settles it under yaoshanggou-1951 in each
program in turns, checks that all results are the same bytes, and prints medians
and ratios of one run. Each peer is timed in a process of its own, from its
first read to its last write, its start and imports left out; Fenhong from the
start of its process.
"""

import argparse
import hashlib
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

# Every amount in quanta of 0.001 dan, whole numbers throughout. The fund is
# rounded half-even; what rounding lets go is carried to the land's half when
# that is no whole number, as the rule language says.
DUCKDB = """
CREATE TEMP TABLE c AS
SELECT cooperative, land, side, loans,
       CASE WHEN uy * 100 < vy * 125 THEN 2 WHEN uy * 100 < vy * 150 THEN 5 ELSE 10 END * land AS fund100
FROM (SELECT cooperative, (land_output_dan * 1000)::BIGINT AS land, (sideline_output_dan * 1000)::BIGINT AS side,
             (unit_yield * 1000)::BIGINT AS uy, (village_yield * 1000)::BIGINT AS vy,
             (loans_dan * 1000)::BIGINT AS loans
      FROM read_csv('{folder}/cooperatives.csv', header = true, columns = {{
          'cooperative': 'VARCHAR', 'land_output_dan': 'DECIMAL(18,3)', 'sideline_output_dan': 'DECIMAL(18,3)',
          'unit_yield': 'DECIMAL(18,3)', 'village_yield': 'DECIMAL(18,3)', 'loans_dan': 'DECIMAL(18,3)'}}));
CREATE TEMP TABLE h AS
SELECT cooperative, household, (land_mou * 10)::BIGINT AS mou, labor_days AS days,
       (inputs_dan * 1000)::BIGINT AS inputs
FROM read_csv('{folder}/households.csv', header = true, columns = {{
    'cooperative': 'VARCHAR', 'household': 'VARCHAR', 'land_mou': 'DECIMAL(18,3)', 'labor_days': 'BIGINT',
    'inputs_dan': 'DECIMAL(18,3)'}});
CREATE TEMP TABLE s AS
SELECT cooperative, side, total_mou, total_days, land_due, rest - land_due AS labor_due
FROM (SELECT *, CASE WHEN rest % 2 = 0 THEN rest // 2 ELSE
                    wanted // 200 + CASE WHEN wanted % 200 > 100 OR (wanted % 200 = 100 AND wanted // 200 % 2 = 1)
                                         THEN 1 ELSE 0 END END AS land_due
      FROM (SELECT *, 100 * rest + 2 * (fund100 - 100 * fund) AS wanted
            FROM (SELECT *, land - total_inputs - fund - loans AS rest
                  FROM (SELECT c.*, t.*  EXCLUDE (cooperative),
                               fund100 // 100 + CASE WHEN fund100 % 100 > 50
                                   OR (fund100 % 100 = 50 AND fund100 // 100 % 2 = 1) THEN 1 ELSE 0 END AS fund
                        FROM c JOIN (SELECT cooperative, sum(mou)::BIGINT AS total_mou,
                                            sum(days)::BIGINT AS total_days,
                                            sum(inputs)::BIGINT AS total_inputs
                                     FROM h GROUP BY cooperative) t USING (cooperative)))));
COPY (
    WITH q AS (
        SELECT cooperative, household, inputs, land_due, labor_due, side,
               land_due * mou // total_mou AS land, land_due * mou % total_mou AS land_left,
               labor_due * days // total_days AS labor, labor_due * days % total_days AS labor_left,
               side * days // total_days AS sideline, side * days % total_days AS side_left
        FROM h JOIN s USING (cooperative)),
    r AS (
        SELECT *,
               land_due - sum(land) OVER w AS land_over, row_number() OVER (w ORDER BY land_left DESC, household) AS land_rank,
               labor_due - sum(labor) OVER w AS labor_over, row_number() OVER (w ORDER BY labor_left DESC, household) AS labor_rank,
               side - sum(sideline) OVER w AS side_over, row_number() OVER (w ORDER BY side_left DESC, household) AS side_rank
        FROM q WINDOW w AS (PARTITION BY cooperative)),
    p AS (
        SELECT cooperative, household, inputs, land + (land_rank <= land_over)::BIGINT AS land,
               labor + (labor_rank <= labor_over)::BIGINT AS labor,
               sideline + (side_rank <= side_over)::BIGINT AS sideline FROM r)
    SELECT cooperative, household, {posted}
    FROM p ORDER BY cooperative, household
) TO '{out}' (HEADER false);
"""

HEADING = "cooperative,household,inputs,land,labor,sideline labor,net\n"


def settle_in_duckdb(folder, out):
    import duckdb

    columns = {name: name for name in ("inputs", "land", "labor", "sideline")}
    columns["net"] = "inputs + land + labor + sideline"
    posted = ", ".join(
        f"(({sum_}) // 1000)::VARCHAR || '.' || lpad((({sum_}) % 1000)::VARCHAR, 3, '0') AS {name}"
        for name, sum_ in columns.items()
    )
    start = time.perf_counter()
    duckdb.sql(DUCKDB.format(folder=folder, out=out, posted=posted))
    return time.perf_counter() - start


def settle_in_polars(folder, out):
    import polars as pl

    start = time.perf_counter()
    col = pl.col

    def thousandths(name):
        # Three places, all of which a float of 64 bits holds.
        return (col(name) * 1000).round().cast(pl.Int64)

    def half_even(number, of):
        whole, rest = number // of, number % of
        up = (rest * 2 > of) | ((rest * 2 == of) & (whole % 2 == 1))
        return whole + up.cast(pl.Int64)

    floats = ["land_output_dan", "sideline_output_dan", "unit_yield", "village_yield", "loans_dan"]
    cooperatives = pl.scan_csv(
        f"{folder}/cooperatives.csv", schema={"cooperative": pl.String} | dict.fromkeys(floats, pl.Float64)
    ).select(
        "cooperative", land_output=thousandths("land_output_dan"), side=thousandths("sideline_output_dan"),
        uy=thousandths("unit_yield"), vy=thousandths("village_yield"), loans=thousandths("loans_dan"),
    )
    households = pl.scan_csv(
        f"{folder}/households.csv",
        schema={"cooperative": pl.String, "household": pl.String, "land_mou": pl.Float64,
                "labor_days": pl.Int64, "inputs_dan": pl.Float64},
    ).select("cooperative", "household", mou=thousandths("land_mou"), days="labor_days",
             inputs=thousandths("inputs_dan"))
    rate = pl.when(col("uy") * 100 < col("vy") * 125).then(2).when(col("uy") * 100 < col("vy") * 150).then(5)
    totals = households.group_by("cooperative").agg(
        total_mou=col("mou").sum(), total_days=col("days").sum(), total_inputs=col("inputs").sum()
    )
    due = (
        cooperatives.join(totals, on="cooperative")
        .with_columns(fund100=rate.otherwise(10).cast(pl.Int64) * col("land_output"))
        .with_columns(fund=half_even(col("fund100"), 100))
        .with_columns(rest=col("land_output") - col("total_inputs") - col("fund") - col("loans"))
        .with_columns(wanted=100 * col("rest") + 2 * (col("fund100") - 100 * col("fund")))
        .with_columns(land_due=pl.when(col("rest") % 2 == 0).then(col("rest") // 2)
                      .otherwise(half_even(col("wanted"), 200)))
        .select("cooperative", "side", "total_mou", "total_days", "land_due",
                labor_due=col("rest") - col("land_due"))
    )
    splits = {"land": ("land_due", "mou", "total_mou"), "labor": ("labor_due", "days", "total_days"),
              "sideline": ("side", "days", "total_days")}
    rows = households.join(due, on="cooperative", maintain_order="left")
    rows = rows.with_columns(
        **{name: col(all_) * col(key) // col(sum_) for name, (all_, key, sum_) in splits.items()},
        **{f"{name}_left": col(all_) * col(key) % col(sum_) for name, (all_, key, sum_) in splits.items()},
    )
    # Households stand in the order of their ids, so that equal remainders keep it.
    rows = rows.with_columns(
        **{f"{name}_rank": col(f"{name}_left").rank("ordinal", descending=True).over("cooperative")
           for name in splits},
        **{f"{name}_over": (col(all_) - col(name).sum().over("cooperative"))
           for name, (all_, _, _) in splits.items()},
    )
    rows = rows.with_columns(
        **{name: col(name) + (col(f"{name}_rank") <= col(f"{name}_over")).cast(pl.Int64) for name in splits}
    )
    rows = rows.with_columns(net=col("inputs") + col("land") + col("labor") + col("sideline"))

    def posted(name):
        digits = (col(name) % 1000).cast(pl.String).str.zfill(3)
        return pl.concat_str([(col(name) // 1000).cast(pl.String), pl.lit("."), digits]).alias(name)

    amounts = [posted(name) for name in ("inputs", "land", "labor", "sideline", "net")]
    rows.select("cooperative", "household", *amounts).collect().write_csv(out, include_header=False)
    return time.perf_counter() - start


PEERS = {"duckdb": settle_in_duckdb, "polars": settle_in_polars}


def one_peer(name, folder, out):
    """Runs one peer in a process of its own and returns its seconds."""
    words = [sys.executable, __file__, "--peer", name, folder, out]
    return float(subprocess.run(words, check=True, capture_output=True, text=True).stdout)


def fenhong(program, folder, out):
    words = [program, "batch", f"{folder}/batch.yaml", "--formula", "yaoshanggou-1951", "--out", out]
    start = time.perf_counter()
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def digest(path, heading=""):
    """The rows of a file; a heading is checked and left out."""
    hashed = hashlib.sha256()
    with open(path, "rb") as file:
        assert file.read(len(heading)) == heading.encode(), f"another heading in {path}"
        while block := file.read(1 << 20):
            hashed.update(block)
    return hashed.hexdigest()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--thousands", type=int, default=1000, help="of households")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--program", default=str(ROOT / "target/release/fenhong"))
    parser.add_argument("--peer", nargs=3, metavar=("NAME", "FOLDER", "OUT"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.peer:
        name, folder, out = asked.peer
        print(PEERS[name](folder, out))
        return
    folder = ROOT / f"target/peers/nation-{asked.thousands}"
    if not (folder / "batch.yaml").exists():
        words = ["cargo", "bench", "-q", "--bench", "nation", "--", "generate", str(asked.thousands), str(folder)]
        subprocess.run(words, check=True, cwd=ROOT)
    seconds = {name: [] for name in ("fenhong", *PEERS)}
    for _ in range(asked.rounds):
        # All write new files: to put one in place of another costs more, and differently.
        for name in seconds:
            (folder / f"{name}.csv").unlink(missing_ok=True)
        seconds["fenhong"].append(fenhong(asked.program, str(folder), str(folder / "fenhong.csv")))
        for name in PEERS:
            seconds[name].append(one_peer(name, str(folder), str(folder / f"{name}.csv")))
    rows = {name: digest(folder / f"{name}.csv") for name in PEERS}
    rows["fenhong"] = digest(folder / "fenhong.csv", HEADING)
    assert len(set(rows.values())) == 1, f"the results differ: {rows}"
    print(f"{asked.thousands} thousand households, {asked.rounds} rounds, all results the same bytes")
    medians = {name: statistics.median(times) for name, times in seconds.items()}
    for name, median in medians.items():
        print(f"{name:8} {median:8.3f} s  {median / medians['fenhong']:6.1f} times fenhong")


if __name__ == "__main__":
    main()
