"""From a question to a chart: how many people were trained in a province, with whose money, how sure is that?

`.venv/bin/marimo edit notebooks/trained.py` opens it; `KHUYENCONG_WAREHOUSE` names the folder of the
warehouse where it is another one. The tests run every cell on the shipped reports.
"""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="full", app_title="Persons trained")


@app.cell
def _():
    import duckdb
    import marimo as mo

    from dagster_project import settings
    from dagster_project.site.chart import Shown, specification
    from dagster_project.vocabulary import Vocabulary

    known = settings.load()
    release = duckdb.connect(str(known.current), read_only=True)
    return Shown, Vocabulary, known, mo, release, specification


@app.cell
def _(mo, release):
    places = release.sql("""
        select name_vi, place_id from marts.dim_place
        where place_id in (select place_id from marts.fct_training where indicator_code = 'trainees')
        order by name_vi collate vi
    """).fetchall()
    place = mo.ui.dropdown(dict(places), value="Thái Bình", label="Place")
    place
    return (place,)


@app.cell
def _(mo):
    mo.md("""
    ## What is known

    Results only, totals and parts told apart (`is_total`), each with its range, its mark, and the figure that
    it is: `report#figure`. A number of several years is one number.
    """)
    return


@app.cell
def _(place, release):
    trained = release.execute(
        """
        select period_label_en as period, funding_source, label_en as part, value, value_low, value_high,
            mark, is_total, report_id || '#' || figure as claim
        from marts.fct_training inner join marts.dim_scope using (scope_code)
        where place_id = $place and indicator_code = 'trainees' and nature in ('actual', 'estimate')
        order by coalesce(period_start, date_low), period_end nulls last, funding_source, part
        """,
        {"place": place.value},
    ).df()
    trained
    return (trained,)


@app.cell
def _(mo):
    mo.md("""
    ## The same as a chart

    A span is a bar, never a point; no line is drawn between spans. Pale with a dashed edge: an end that is
    not known. Hollow: target or plan.
    """)
    return


@app.cell
def _(Shown, Vocabulary, known, place, specification):
    drawing = specification(known.current, Vocabulary(known.seeds), place.value, "trainees", "en")
    Shown(drawing)
    return (drawing,)


@app.cell
def _(mo):
    mo.md("""
    ## What may be added up

    Totals of one period, none a part of another. Sums over periods that overlap would count people twice.
    """)
    return


@app.cell
def _(place, release):
    sums = release.execute(
        """
        select period_label_en as period, sum(value)::bigint as persons,
            list(report_id || '#' || figure) as claims
        from marts.fct_training
        where place_id = $place and indicator_code = 'trainees' and unit_code = 'person'
            and nature = 'actual' and is_total
        group by all having count(value) = count(*) order by min(period_start), period
        """,
        {"place": place.value},
    ).df()
    sums
    return (sums,)


@app.cell
def _(mo):
    mo.md("""
    ## What to cite, and what speaks against it
    """)
    return


@app.cell
def _(place, release):
    cited = release.execute(
        """
        select year, scope_label_en, funding_source, printed, mark, caveat_en,
            citation_en || '. Data: khuyencong, release ' || release_id || '.' as citation
        from analytics.best_figures cross join meta.release
        where place_id = $place and place_part = '' and indicator_code = 'trainees' and nature = 'actual'
        order by year desc, funding_source, scope_label_en
        """,
        {"place": place.value},
    ).df()
    cited
    return (cited,)


@app.cell
def _(place, release):
    disagreements = release.execute(
        """
        select status, law, sentence_en from quality.relations
        where status in ('violated', 'possible_conflict', 'possibly_same', 'jump') and list_has_any(claims, (
            select list(claim) from marts.claims where place_id = $place and indicator_code = 'trainees'
        ))
        order by status desc, relation_id
        """,
        {"place": place.value},
    ).df()
    disagreements
    return (disagreements,)


if __name__ == "__main__":
    app.run()
