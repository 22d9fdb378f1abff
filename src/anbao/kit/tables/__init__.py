"""List pages and their Excel: one declaration of a table gives page, filters, bulk edit, export, template, import.

Words
    column     one declaration for the screen, the workbook and the import: how a value is told, sorted, read back
    sheet      the columns of a table in order; writes a workbook and reads one
    fault      one cell that can't be taken: sheet, row, column, reason
    plan       what an import would do, row by row: new, changed, unchanged; with any fault it does nothing at all
    pages      the URLs of one table (list, detail, new, edit, bulk, export, template, import), made by ``TablePages``

Rules
    1. Filters and sort live in the query string; what is exported is what the filters leave.
    2. An import is read whole, every bad cell is reported, a preview is shown, and then all of it is applied or none.
    3. What was previewed is what is applied: the plan is made again under lock, and another outcome is shown again.
    4. A workbook is judged by its content, never by its name; formulas and merged cells are refused with their place.
    5. A count over a big table is bounded: beyond ``COUNT_LIMIT`` rows the planner's estimate is shown as such.
"""
