"""Plays a manager in LibreOffice: opens a workbook, makes a mess of it or answers its questions, saves it as xlsx in its
place.

Usage: manager.py BOOK PROFILE_FOLDER [answer]. Prints what it did, one line each.
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


def work(document):
    clients = document.Sheets.getByName("Клиенты")
    at = heads(clients)
    first = HEADER + 1
    last = first
    while clients.getCellByPosition(0, last).String:
        last += 1
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


def main(book, profile, work):
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
        work(document)
        saved = uno.systemPathToFileUrl(book + ".saved")
        document.storeToURL(saved, (value("FilterName", "Calc MS Excel 2007 XML"),))
        document.close(True)
        try:
            desktop.terminate()
        except Exception:
            pass
        office.wait(60)
    finally:
        office.kill()
    os.replace(book + ".saved", book)


main(sys.argv[1], sys.argv[2], answer if sys.argv[3:] == ["answer"] else work)
