"""Plays a manager in LibreOffice: opens a workbook, makes a mess of it or answers its questions, saves it as xlsx in its
place.

Usage: manager.py BOOK PROFILE_FOLDER [answer | slips | sort]. Prints what it did, one line each.
"""
import os
import subprocess
import sys
import time

import uno
from com.sun.star.awt import Rectangle
from com.sun.star.beans import PropertyValue
from com.sun.star.table import CellRangeAddress

HEADER = 4


def value(name, what):
    one = PropertyValue()
    one.Name, one.Value = name, what
    return one


def connect(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(240):
        try:
            return resolver.resolve("uno:pipe,name=%s;urp;StarOffice.ComponentContext" % pipe)
        except Exception:
            time.sleep(0.25)
    sys.exit("LibreOffice does not answer")


def heads(sheet):
    found = {}
    for column in range(40):
        text = sheet.getCellByPosition(column, HEADER).String
        if text:
            found[text] = column
    return found


def table_of_clients(document):
    """The sheet, its columns by name, the first row of the table and the one behind its last."""
    clients = document.Sheets.getByName("Клиенты")
    first = HEADER + 1
    last = first
    while clients.getCellByPosition(0, last).String:
        last += 1
    return clients, heads(clients), first, last


def work(document):
    clients, at, first, last = table_of_clients(document)
    cell = clients.getCellByPosition
    cell(at["Этап"], first).String = "переговоры"
    cell(at["Следующий контакт"], first).FormulaLocal = "15.12.2026"
    cell(at["Комментарий"], first + 1).String = "перезвонить\nутром"
    cell(at["Телефон"], first + 2).String = "8 (495) 123-45-67"
    cell(at["Телефон"], first + 3).String = ""
    cell(at["Клиент"], first + 4).String = "Переименован менеджером"
    print("set, typed a date, two lines, a phone; cleared; renamed what is not hers")
    own = max(at.values()) + 2
    cell(own, HEADER).String = "Моя доля"
    for row in range(first, last):
        cell(own, row).Formula = "=G%d/(E%d+1)" % (row + 1, row + 1)
    print("own column of formulas")
    last = rows(clients, at, first, last)
    clients.getCellRangeByPosition(1, first, 1, first + 3).CellBackColor = 0xFFEE88
    cell(1, first).CharWeight = 150.0
    clients.Annotations.insertNew(cell(1, first).CellAddress, "моя заметка")
    clients.Columns.getByIndex(at["КПП"]).IsVisible = False
    clients.Columns.getByIndex(at["Комментарий"]).Width = 9000
    clients.Rows.getByIndex(first + 6).Height = 1200
    print("colors, bold, a note, a hidden column, widths and heights")
    own_sheet_name = "Мой лист"
    document.Sheets.insertNewByName(own_sheet_name, document.Sheets.Count)
    mine = document.Sheets.getByName(own_sheet_name)
    mine.getCellByPosition(0, 0).Formula = "=SUM($Клиенты.G%d:G%d)" % (first + 1, last)
    mine.getCellByPosition(1, 0).String = "личное"
    mine.getCellRangeByPosition(0, 2, 2, 3).merge(True)
    where = Rectangle()
    where.X, where.Y, where.Width, where.Height = 500, 3000, 8000, 5000
    address = CellRangeAddress()
    address.Sheet, address.StartColumn, address.EndColumn = document.Sheets.Count - 1, 0, 1
    address.StartRow, address.EndRow = 0, 1
    mine.Charts.addNewByName("Мой график", where, (address,), False, False)
    print("own sheet with a formula, merged cells and a chart")
    cell(at["Клиент"], last).String = "Новый Из LibreOffice"
    cell(at["Телефон"], last).String = "+7 921 000 11 22"
    cell(at["Этап"], last).String = "знакомство"
    print("typed a row under the table")
    field = uno.createUnoStruct("com.sun.star.table.TableSortField")
    field.Field, field.IsAscending = 1, False
    fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
    data = clients.getCellRangeByPosition(0, first, own, last - 1)
    data.sort((value("SortFields", fields), value("ContainsHeader", False)))
    print("sorted by name, descending")
    documents(document)
    extras(document, clients, at, first)
    rules(document, clients, at, first)


def row_of(sheet, column, text, first):
    for row in range(first, first + 40):
        if sheet.getCellByPosition(column, row).String == text:
            return row
    sys.exit("no row of " + text)


def rows(clients, at, first, last):
    cell = clients.getCellByPosition
    name = at["Клиент"]
    filled = clients.getCellRangeByPosition(at["Сегмент"], first, at["Сегмент"], first + 2)
    cell(at["Сегмент"], first).String = "Опт"
    filled.fillAuto(uno.Enum("com.sun.star.sheet.FillDirection", "TO_BOTTOM"), 1)
    print("filled a cell down")
    middle = row_of(clients, name, "Клиент 07", first)
    clients.Rows.insertByIndex(middle, 1)
    cell(name, middle).String = "Вставленный Клиент"
    cell(at["Телефон"], middle).String = "+7 921 000 55 66"
    last += 1
    print("inserted a row")
    clients.Rows.removeByIndex(row_of(clients, name, "Клиент 11", first), 1)
    last -= 1
    print("deleted a row")
    emptied = row_of(clients, name, "Клиент 10", first)
    clients.getCellRangeByPosition(0, emptied, max(at.values()), emptied).clearContents(1 | 2 | 4 | 16)
    print("emptied a row")
    copied = row_of(clients, name, "Клиент 08", first)
    source = clients.getCellRangeByPosition(0, copied, max(at.values()), copied).RangeAddress
    clients.copyRange(cell(0, last + 1).CellAddress, source)
    cell(name, last + 1).String = "Копия Восьмого"
    cell(at["Телефон"], last + 1).String = "+7 921 000 33 44"
    print("copied a row")
    cell(at["Комментарий"], HEADER).String = "Мои заметки"
    print("renamed a column")
    return last


def documents(document):
    sheet = document.Sheets.getByName("Счета")
    at = heads(sheet)
    first = HEADER + 1
    row = row_of(sheet, at["Номер"], "2", first)
    sheet.getCellByPosition(at["Планируемая оплата"], row).FormulaLocal = "20.12.26"
    sheet.getCellByPosition(at["Комментарий"], row).String = "обещали"
    column = at["Комментарий"]
    source = sheet.getCellRangeByPosition(column, HEADER, column, first + 40).RangeAddress
    sheet.moveRange(sheet.getCellByPosition(column + 2, HEADER).CellAddress, source)
    sheet.getCellByPosition(column + 4, row).FormulaLocal = "1234,56"
    print("typed a date with two digits, moved a column, typed a number with a comma")
    codes = sheet.getCellRangeByPosition(at["Код"], first, at["Код"], first + 4)
    codes.fillAuto(uno.Enum("com.sun.star.sheet.FillDirection", "TO_BOTTOM"), 1)
    print("dragged a code down")


def extras(document, clients, at, first):
    own = max(at.values()) + 2
    clients.getCellRangeByPosition(own + 2, first, own + 3, first + 1).merge(True)
    clients.getCellByPosition(own + 2, first).String = "моя рамка"
    clients.Rows.getByIndex(first + 8).IsVisible = False
    clients.TabColor = 0x3366CC
    position = clients.getCellByPosition(own, first).CellAddress
    document.NamedRanges.addNewByName("мой_диапазон", "$Клиенты.$B$6:$B$9", position, 0)
    print("merged own cells, hid a row, a color of the tab, an own name")
    budget = document.Sheets.getByName("Мой лист")
    budget.getCellByPosition(3, 0).FormulaLocal = "1 234,56"
    budget.protect("")
    print("a sum typed with a blank and a comma, own sheet protected")


def rules(document, clients, at, first):
    own = max(at.values()) + 3
    numbers = clients.getCellRangeByPosition(own, first, own, first + 3)
    colors = numbers.ConditionalFormat
    operator = uno.Enum("com.sun.star.sheet.ConditionOperator", "GREATER")
    colors.addNew((value("Operator", operator), value("Formula1", "100"), value("StyleName", "Default")))
    numbers.ConditionalFormat = colors
    drop_down = numbers.Validation
    drop_down.Type = uno.Enum("com.sun.star.sheet.ValidationType", "LIST")
    drop_down.setFormula1('"да";"нет"')
    numbers.Validation = drop_down
    print("a color by a condition and a drop-down of her own")
    document.Sheets.moveByName("Мой лист", 0)
    print("own sheet before all others")
    clients.getCellByPosition(own, first + 5).String = "см. сайт"
    replaced = clients.createReplaceDescriptor()
    replaced.SearchString, replaced.ReplaceString = "см. сайт", "см. почту"
    print("replaced %d" % clients.replaceAll(replaced))
    invoices = document.Sheets.getByName("Счета")
    at = heads(invoices)
    last = HEADER + 1
    while invoices.getCellByPosition(0, last).String:
        last += 1
    shown = uno.createUnoStruct("com.sun.star.sheet.TableFilterField")
    shown.Field, shown.IsNumeric, shown.StringValue = at["Номер"], False, "2"
    shown.Operator = uno.Enum("com.sun.star.sheet.FilterOperator", "EQUAL")
    rows = invoices.getCellRangeByPosition(0, HEADER, max(at.values()), last - 1)
    descriptor = rows.createFilterDescriptor(True)
    descriptor.ContainsHeader = True
    descriptor.setFilterFields((shown,))
    rows.filter(descriptor)
    print("filtered by number")


def answer(document):
    asked = document.Sheets.getByName("Решения")
    at = heads(asked)
    first = HEADER + 1
    cell = asked.getCellByPosition
    drop_down = cell(at["Выбор"], first).Validation
    print("drop-down: %s %s" % (drop_down.Type.value, drop_down.getFormula1()))
    print("wraps: %s, height %d" % (cell(at["Варианты"], first).IsTextWrapped, asked.Rows.getByIndex(first).Height))
    # What is picked from a list is typed as far as the program is concerned: a number, not a text.
    cell(at["Выбор"], first).FormulaLocal = "1"
    cell(at["Выбор"], first + 1).FormulaLocal = "нет"
    cell(at["Комментарий"], first + 1).String = "спросила\nу клиента"
    print("chosen: %s, %s" % (cell(at["Выбор"], first).Type.value, cell(at["Выбор"], first + 1).Type.value))
    field = uno.createUnoStruct("com.sun.star.table.TableSortField")
    field.Field, field.IsAscending = 0, False
    fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
    data = asked.getCellRangeByPosition(0, first, max(at.values()), first + 1)
    data.sort((value("SortFields", fields), value("ContainsHeader", False)))
    print("sorted by code, descending")


def slips(document):
    clients, at, first, last = table_of_clients(document)
    cell = clients.getCellByPosition
    said = ("ждёт счёт", "перезвонить", "", "акт не подписан", "", "занято", "скидка до мая")
    for row, text in enumerate(said):
        cell(at["Комментарий"], first + row).String = text
    code = clients.getCellRangeByPosition(at["Код"], first + 2, at["Код"], first + 2).RangeAddress
    clients.removeRange(code, uno.Enum("com.sun.star.sheet.CellDeleteMode", "UP"))
    print("took out a code, those below moved up")
    cell(at["Клиент"], last).String = "позвонить Петрову до пятницы, спросить про акт"
    print("typed a note under the table")


def sort(document):
    clients = document.Sheets.getByName("Клиенты")
    column = heads(clients)["Комментарий"]
    field = uno.createUnoStruct("com.sun.star.table.TableSortField")
    field.Field, field.IsAscending = 0, True
    fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
    data = clients.getCellRangeByPosition(column, HEADER + 1, column, HEADER + 12)
    data.sort((value("SortFields", fields), value("ContainsHeader", False)))
    print("sorted one column")


def copies(document, book):
    """Copies that people save beside the book."""
    stem = os.path.splitext(book)[0]
    for ending, name in ((".ods", "calc8"), (".xls", "MS Excel 97")):
        document.storeToURL(uno.systemPathToFileUrl(stem + ending), (value("FilterName", name),))


def main(book, profile, play):
    pipe = "sverka%d" % os.getpid()
    office = subprocess.Popen(
        [
            "soffice",
            "-env:UserInstallation=" + uno.systemPathToFileUrl(profile),
            "--headless",
            "--norestore",
            "--accept=pipe,name=%s;urp;" % pipe,
        ]
    )
    try:
        context = connect(pipe)
        desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        document = desktop.loadComponentFromURL(uno.systemPathToFileUrl(book), "_blank", 0, ())
        play(document)
        saved = uno.systemPathToFileUrl(book + ".saved")
        document.storeToURL(saved, (value("FilterName", "Calc MS Excel 2007 XML"),))
        if play is work:
            copies(document, book)
        document.close(True)
        try:
            desktop.terminate()
        except Exception:
            pass
        office.wait(60)
    finally:
        office.kill()
    os.replace(book + ".saved", book)


PLAYS = {"answer": answer, "slips": slips, "sort": sort}
main(sys.argv[1], sys.argv[2], PLAYS[sys.argv[3]] if sys.argv[3:] else work)
