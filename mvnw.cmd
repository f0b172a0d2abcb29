@echo off
rem Maven for Windows: the installed mvn, with whatever Java it runs on; the build finds a JDK 25 by itself.
where mvn >nul 2>nul
if errorlevel 1 (
    echo Adjoint needs Maven 3.8.7 or newer on the PATH: install it and try again. 1>&2
    exit /b 1
)
call mvn %*
exit /b %errorlevel%
